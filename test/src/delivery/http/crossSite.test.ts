import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { openSite } from './site.js';

const endless = [messageStart(), textDelta('so far'), stall()];

describe('what another site could make a browser send', () => {
  const simple = [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'text/plain;charset=UTF-8',
    'TEXT/PLAIN',
    '',
  ];

  it.each(simple)('a POST of %s starts nothing without our own Origin', async (type) => {
    const site = await openSite(textMessage('Hello.'));
    const { origin } = new URL(site.url);
    const statuses = [];
    for (const from of [
      undefined,
      'null',
      'https://evil.example',
      `${origin}.evil.example`,
      'not a url',
      origin,
    ]) {
      const headers = { 'content-type': type, ...(from === undefined ? {} : { origin: from }) };
      const response = await site.ask(site.url, { method: 'POST', body: new Blob(['{}']), headers });
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([415, 415, 415, 415, 415, 200]);
    expect(site.starts).toHaveLength(1);
  });

  it('JSON from another origin is taken: browsers ask first, and are told no where nobody has set up CORS', async () => {
    const site = await openSite(textMessage('Hello.'));
    const origin = 'https://elsewhere.example';
    const asked = await site.ask(site.url, { method: 'OPTIONS', headers: { origin } });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    const response = await site.post({ headers: { origin } });
    expect(response.status).toBe(200);
    await response.text();
  });

  it('a DELETE from elsewhere cancels nothing', async () => {
    const site = await openSite(endless);
    const location = (await site.post()).headers.get('content-location')!;
    const headers = { origin: 'https://evil.example' };
    const refused = await site.ask(location, { method: 'DELETE', headers });
    expect(refused.status).toBe(415);
    const message = 'This may come from another site: send it with content-type: application/json.';
    expect(await refused.json()).toEqual({ code: 'rejected', message });
    expect(await site.log.status(site.starts[0]!)).toBe('streaming');
  });

  it.each([
    ['same-origin', [200, 204]],
    ['none', [200, 204]],
    ['same-site', [415, 415]],
    ['cross-site', [415, 415]],
    ['anything else', [415, 415]],
  ])(
    'what a browser calls %s is judged by that, also where a proxy has rewritten the host',
    async (site, statuses) => {
      const headers = { origin: 'https://chat.example.com', 'sec-fetch-site': site };
      const served = await openSite(endless);
      const post = { method: 'POST', body: '{}', headers: { ...headers, 'content-type': 'text/plain' } };
      const location = (await served.post()).headers.get('content-location')!;
      const answers = [
        await served.ask(served.url, post),
        await served.ask(location, { method: 'DELETE', headers }),
      ];
      expect(answers.map(({ status }) => status)).toEqual(statuses);
    },
  );

  it('what the browser says counts, whatever the Origin looks like', async () => {
    const served = await openSite(endless);
    const location = (await served.post()).headers.get('content-location')!;
    const { origin } = new URL(served.url);
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    expect((await served.ask(location, { method: 'DELETE', headers })).status).toBe(415);
  });

  it('a form of another site that a proxy makes a DELETE of cancels nothing', async () => {
    const served = await openSite(endless);
    const location = (await served.post()).headers.get('content-location')!;
    const headers = { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' };
    expect((await served.ask(location, { method: 'DELETE', headers })).status).toBe(415);
  });
});
