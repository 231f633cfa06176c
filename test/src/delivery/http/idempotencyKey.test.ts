import { memoryLog } from 'rx-bedrock/delivery';
import { paced, textMessage } from 'rx-bedrock/testing';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { describeWithRedis, logOn } from '../../../redis/withRedis.js';
import { endIn, framesOf } from './frames.js';
import { openSite } from './site.js';

const answer = textMessage('Hello from the loopback.');
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

describe('a repeated Idempotency-Key', () => {
  it('reads the generation that the first one started, also when both come at once', async () => {
    const site = await openSite(paced(answer, 5));
    const responses = await Promise.all([
      site.post(keyed('k')),
      site.post(keyed('k')),
      site.post(keyed('k')),
    ]);
    responses.push(await site.post(keyed('k')));
    const texts = await Promise.all(responses.map((response) => framesOf(response)));
    expect(site.starts).toHaveLength(1);
    expect(site.bedrock.requests).toHaveLength(1);
    expect(new Set(responses.map(({ headers }) => headers.get('content-location'))).size).toBe(1);
    for (const frames of texts) expect(frames).toEqual(texts[0]);
    expect(endIn(texts[0]!)).toEqual({ status: 'complete' });
  });

  it('that is empty is none', async () => {
    const site = await openSite(answer);
    for (const _ of [1, 2]) await (await site.post(keyed(''))).text();
    expect(new Set(site.starts).size).toBe(2);
  });

  it('is not enough to read what somebody else has started, nor to learn that they have', async () => {
    const site = await openSite(paced(answer, 5));
    const mine = await site.post(keyed('k'));
    const theirs = await site.post(keyed('k'), 'Mallory');
    const myOther = await site.post({ ...keyed('k'), body: '{"prompt":"Another"}' });
    expect([mine.status, theirs.status, myOther.status]).toEqual([200, 422, 422]);
    expect(await theirs.json()).toEqual(await myOther.json());
    await mine.text();
    expect(site.starts).toHaveLength(1);
  });

  it('counts for each user alone, where the handler knows who they are', async () => {
    const userOf = (request: Request) => request.headers.get('authorization')!;
    const site = await openSite(paced(answer, 5), { userOf });
    const ask = async (user: string) => {
      const response = await site.post(keyed('k'), user);
      await response.text();
      return [response.status, response.headers.get('content-location')];
    };
    const [ada, mallory, adaAgain, malloryAgain] = [
      ...(await Promise.all([ask('Ada'), ask('Mallory')])),
      ...(await Promise.all([ask('Ada'), ask('Mallory')])),
    ];
    expect([ada[0], mallory[0]]).toEqual([200, 200]);
    expect(ada[1]).not.toBe(mallory[1]);
    expect([adaAgain, malloryAgain]).toEqual([ada, mallory]);
    expect(site.starts).toHaveLength(2);
  });

  it('cannot be written so that it is the key of another user', async () => {
    const userOf = (request: Request) => request.headers.get('authorization')!;
    const site = await openSite(answer, { userOf });
    const asked = [
      ['Ada', 'a key'],
      ['Ad', 'aa key'],
      ['Ada","key":"a', ' key'],
    ] as const;
    for (const [user, key] of asked) await (await site.post(keyed(key), user)).text();
    expect(new Set(site.starts).size).toBe(3);
  });

  it.each<[string, RequestInit]>([
    ['another body', { body: '{"prompt":"Another"}' }],
    ['a body that is longer', { body: '{} ' }],
    ['no body', { body: '' }],
    [
      'another content type',
      { headers: { 'idempotency-key': 'k', 'content-type': 'application/vnd.api+json' } },
    ],
  ])('with %s is refused with 422, also by another process', async (_what, init) => {
    const options = { log: memoryLog(), secret: 'a secret of thirty-two characters', authorize: () => true };
    const [here, there] = [await openSite(answer, options), await openSite(answer, options)];
    await (await here.post(keyed('k'))).text();
    for (const site of [here, there]) {
      const response = await site.post({ ...keyed('k'), ...init });
      expect(response.status).toBe(422);
      const message =
        'This Idempotency-Key was sent with another request before. Send a new one, or the same request.';
      expect(await response.json()).toEqual({ code: 'rejected', message });
    }
    expect(here.starts).toHaveLength(1);
    expect(there.starts).toHaveLength(0);
  });

  it('with another body is refused, whoever comes first, also when both come at once', async () => {
    const site = await openSite(paced(answer, 2));
    const bodies = ['{"prompt":"One"}', '{"prompt":"Two"}', '{"prompt":"One"}', '{"prompt":"Two"}'];
    const responses = await Promise.all(bodies.map((body) => site.post({ ...keyed('k'), body })));
    const statuses = responses.map(({ status }) => status);
    expect([statuses, [...statuses].sort()]).toEqual([
      [statuses[0], statuses[1], statuses[0], statuses[1]],
      [200, 200, 422, 422],
    ]);
    await Promise.all(responses.map((response) => response.text()));
    expect(site.bedrock.requests).toHaveLength(1);
  });

  it('leaves the body to start, declared in length or not', async () => {
    const site = await openSite(answer);
    const body = '{"prompt":"Hi"}';
    await (await site.post({ ...keyed('a'), body })).text();
    const streamed = { ...keyed('b'), body: new Blob([body]).stream(), duplex: 'half' } as RequestInit;
    await (await site.post(streamed)).text();
    for (const { input } of site.bedrock.requests)
      expect(input.messages).toMatchObject([{ content: [{ text: 'Hi' }] }]);
    expect(site.bedrock.requests).toHaveLength(2);
  });

  it('reads the first whatever the body, where the log keeps no notes', async () => {
    const log = memoryLog();
    delete log.noteOf;
    const site = await openSite(answer, { log });
    await (await site.post(keyed('k'))).text();
    expect((await site.post({ ...keyed('k'), body: '{"prompt":"Another"}' })).status).toBe(200);
  });

  it('of somebody whom userOf cannot name is answered with 500, and its owner learns why', async () => {
    const site = await openSite(answer, { userOf: () => undefined as never });
    expect((await site.post(keyed('k'))).status).toBe(500);
    expect(site.errors).toMatchObject([
      { name: 'TypeError', message: /What options.userOf returned is undefined/ },
    ]);
    expect(site.starts).toHaveLength(0);
  });

  it('starts again where the first start has failed', async () => {
    let calls = 0;
    const start = () => {
      if (++calls === 1) throw new Response(null, { status: 402 });
      return of(...answer);
    };
    const site = await openSite(answer, { start, authorize: () => true });
    const [first, second] = await Promise.all([site.post(keyed('k')), site.post(keyed('k'))]);
    expect([first.status, second.status]).toEqual([402, 200]);
    await second.text();
  });

  it('means the same to another process with the same secret and log, and to no other', async () => {
    const secret = 'a secret of thirty-two characters';
    const log = memoryLog();
    const options = { log, authorize: () => true };
    const here = await openSite(answer, { ...options, secret });
    const there = await openSite(answer, { ...options, secret });
    const elsewhere = await openSite(answer, options);
    const locations = [];
    for (const site of [here, there, elsewhere]) {
      const response = await site.post(keyed('k'));
      locations.push(response.headers.get('content-location'));
      await response.text();
    }
    expect(locations[0]).toBe(locations[1]);
    expect(locations[2]).not.toBe(locations[0]);
    expect(there.starts).toHaveLength(0);
  });
});

describe('a key that was used, sent twice at once', () => {
  /** Both are answered, and timers run meanwhile. */
  async function expectAnswers(log = memoryLog()): Promise<void> {
    const site = await openSite(answer, { log });
    await (await site.post(keyed('k'))).text();
    const responses = await Promise.all([1, 2, 3].map(() => site.post(keyed('k'))));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    await Promise.all(responses.map((response) => response.text()));
    expect(site.starts).toHaveLength(1);
  }

  it('is answered where the log takes a while to find its note', async () => {
    const log = memoryLog();
    await expectAnswers({
      ...log,
      async noteOf(id) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return log.noteOf?.(id);
      },
    });
  });

  describeWithRedis('through Redis', (url) => {
    it('is answered', async () => {
      await expectAnswers(await logOn(url));
    });
  });
});
