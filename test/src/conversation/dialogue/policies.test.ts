import {
  type Conversation,
  type ConversationOptions,
  createConversation,
  isContentBlockDelta,
  type Outcome,
  toOutcome,
  toMessage,
} from 'rx-bedrock';
import { selectText } from 'rx-bedrock/operators';
import { scriptedClient } from 'rx-bedrock/testing';
import { filter, first, map, Subject, switchMap, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { draw, inVirtualTime, signsOf, spell } from './diagram.js';
import { spoken } from './spoken.js';

inVirtualTime();

/** A conversation on which `p` sends 'ab', `q` 'cd', and `f` 'eF', which fails in the middle. */
function scene(options: Partial<ConversationOptions> = {}) {
  const client = scriptedClient(spell);
  const conversation = createConversation(client, { modelId: 'any', retry: false, ...options });
  const sends = { p: new Subject<string>(), q: new Subject<string>() };
  const generationOf = (send: Subject<string>) =>
    send.pipe(switchMap((text) => conversation.send(text).pipe(selectText())));
  return {
    conversation,
    /** Draws the state, the turns by the initials of their status, and the generations of the first two sends. */
    drawn: (deeds: string) =>
      draw(
        deeds,
        {
          p: () => ask(sends.p, 'ab'),
          q: () => ask(sends.q, 'cd'),
          f: () => conversation.send('eF'),
          ...deedsOn(conversation),
        },
        {
          state: signsOf(conversation.state),
          turns: conversation.turns.pipe(
            map((turns) => `[${turns.map(({ status }) => status[0]).join('')}]`),
          ),
          p: generationOf(sends.p),
          q: generationOf(sends.q),
        },
      ),
    /** What each request was asked with. */
    asked: () => client.requests.map(({ input }) => spoken(input.messages)),
    aborted: () => client.requests.map(({ isAborted }) => isAborted),
  };
}

function ask(send: Subject<string>, text: string): void {
  send.next(text);
  send.complete();
}

function deedsOn(conversation: Conversation) {
  return {
    s: () => conversation.stop(),
    r: () => conversation.regenerate(),
    x: () => conversation.close(),
  };
}

describe('a send during a turn', () => {
  it("waits for its turn: policy 'concat', the default", async () => {
    const { drawn, asked } = scene();
    expect(await drawn('p-q------')).toStrictEqual({
      state: '(i~)ab(C~)cdC--',
      turns: '([][r])-([rw])([cr])--([cc])--',
      p: '-ab|-----',
      q: '----cd|--',
    });
    expect(asked()).toStrictEqual(['ab', 'ab>ab/cd']);
  });

  it("stops the turn and takes over: policy 'switch'", async () => {
    const { drawn, asked, aborted } = scene({ policy: 'switch' });
    expect(await drawn('p-q------')).toStrictEqual({
      state: '(i~)a(bS~)cdC---',
      turns: '([][r])-([sr])--([sc])---',
      p: '-a(b|)------',
      q: '---cd|---',
    });
    expect(asked()).toStrictEqual(['ab', 'ab>ab/cd']);
    expect(aborted()).toStrictEqual([true, false]);
  });

  it("is ignored: policy 'exhaust'", async () => {
    const { drawn, asked } = scene({ policy: 'exhaust' });
    expect(await drawn('p-q------')).toStrictEqual({
      state: '(i~)abC-----',
      turns: '([][r])--([c])-----',
      p: '-ab|-----',
      q: '--|------',
    });
    expect(asked()).toStrictEqual(['ab']);
  });

  it("fails: policy 'error'", async () => {
    const { conversation, drawn, asked } = scene({ policy: 'error' });
    expect(await drawn('p-q------')).toStrictEqual({
      state: '(i~)abC-----',
      turns: '([][r])--([c])-----',
      p: '-ab|-----',
      q: '--#------',
    });
    expect(asked()).toStrictEqual(['ab']);
    void conversation.send('gh');
    await expect(toMessage(conversation.send('cd'))).rejects.toMatchObject({ code: 'rejected' });
  });

  it.each(['concat', 'switch', 'exhaust', 'error'] as const)(
    'is like any other when nothing runs any more: policy %s',
    async (policy) => {
      const { drawn, asked } = scene({ policy });
      expect(await drawn('p---q---')).toMatchObject({ state: '(i~)abC~cdC', q: '-----cd|' });
      expect(asked()).toStrictEqual(['ab', 'ab>ab/cd']);
    },
  );

  it.each(['exhaust', 'error'] as const)('may come in the reaction to the end: policy %s', async (policy) => {
    const { conversation, drawn, asked } = scene({ policy });
    const ended = conversation.state.pipe(first(({ status }) => status === 'complete'));
    ended.subscribe(() => void conversation.send('cd'));
    expect(await drawn('p-------')).toMatchObject({ state: '(i~)ab(C~)cdC-' });
    expect(asked()).toStrictEqual(['ab', 'ab>ab/cd']);
  });

  it.each(['exhaust', 'error'] as const)(
    'is not turned away by a turn that is being stopped, even from inside one of its readers: policy %s',
    async (policy) => {
      const { conversation, drawn, asked } = scene({ policy });
      const generation = conversation.turns.pipe(
        filter((turns) => turns.length === 1),
        take(1),
        switchMap(([turn]) => turn!.events!),
      );
      generation.pipe(first(isContentBlockDelta)).subscribe(() => {
        conversation.stop();
        void conversation.send('cd');
      });
      expect(await drawn('p------')).toMatchObject({ state: '(i~)(aS~)cdC--' });
      expect(asked()).toStrictEqual(['ab', 'ab>a/cd']);
    },
  );
});

describe('stop', () => {
  it('ends the turn for everybody, with what had arrived', async () => {
    const { drawn, aborted } = scene();
    expect(await drawn('p-s--')).toStrictEqual({
      state: '(i~)a(bS)--',
      turns: '([][r])-([s])--',
      p: '-a(b|)--',
      q: '-----',
    });
    expect(aborted()).toStrictEqual([true]);
  });

  it('lets in who waits', async () => {
    const { drawn, asked } = scene();
    expect(await drawn('pqs-----')).toMatchObject({ state: '(i~)a(bS~)cdC--', q: '---cd|--' });
    expect(asked()).toStrictEqual(['ab', 'ab>ab/cd']);
  });

  it('in the task of the send: nothing is asked, and what the user said goes out with what comes next', async () => {
    const { conversation, drawn, asked } = scene();
    void conversation.send('first');
    conversation.stop();
    expect(await drawn('-p----')).toMatchObject({ state: 'S~abC-', turns: '([s])([sr])--([sc])-' });
    expect(asked()).toStrictEqual(['first+ab']);
  });

  it('does nothing where nothing runs', async () => {
    const { drawn, asked } = scene();
    expect(await drawn('s-p---s-')).toMatchObject({ state: 'i-~abC--' });
    expect(asked()).toStrictEqual(['ab']);
  });
});

describe('regenerate', () => {
  it('asks again, without the answer that was there', async () => {
    const { drawn, asked } = scene();
    expect(await drawn('p----r---')).toMatchObject({
      state: '(i~)abC-~abC',
      turns: '([][r])--([c])-([r])--([c])',
    });
    expect(asked()).toStrictEqual(['ab', 'ab']);
  });

  it('stops the turn that runs, and comes before those that wait', async () => {
    const { drawn, asked } = scene();
    expect(await drawn('pqr------')).toStrictEqual({
      state: '(i~)a(b~)ab(C~)cdC',
      turns: '([][r])([rw])([rw])--([cr])--([cc])',
      p: '-a(b|)------',
      q: '------cd|',
    });
    expect(asked()).toStrictEqual(['ab', 'ab', 'ab>ab/cd']);
  });

  it('asks again for a turn that has failed', async () => {
    const { drawn, asked } = scene();
    expect(await drawn('f--r--')).toMatchObject({ state: '(i~)eF~eF' });
    expect(asked()).toStrictEqual(['eF', 'eF']);
  });

  it('twice from inside a reader asks once more, and leaves the turns before alone', async () => {
    const { conversation, drawn, asked } = scene();
    void conversation.send('first');
    conversation.stop();
    const generation = conversation.send('xy');
    let between: Outcome | undefined;
    generation.pipe(first(isContentBlockDelta)).subscribe(() => {
      void toOutcome(conversation.regenerate()).then((outcome) => (between = outcome));
      void conversation.regenerate();
    });
    expect(await drawn('------')).toMatchObject({
      state: '~(x~)xyC-',
      turns: '([sr])([sw][sw][sr])--([sc])-',
    });
    expect(asked()).toStrictEqual(['first+xy', 'first+xy']);
    expect(between?.status).toBe('stopped');
  });

  it('fails where nothing was asked yet', async () => {
    const { conversation, drawn, asked } = scene();
    await expect(toMessage(conversation.regenerate())).rejects.toMatchObject({ code: 'rejected' });
    expect(await drawn('r--')).toMatchObject({ state: 'i--' });
    expect(asked()).toStrictEqual([]);
  });
});

describe('a failure', () => {
  it('leaves what had arrived, and the next send is asked after it', async () => {
    const { drawn, asked } = scene();
    expect(await drawn('f--q---')).toMatchObject({
      state: '(i~)eF~cdC',
      turns: '([][r])-([f])([fr])--([fc])',
    });
    expect(asked()).toStrictEqual(['eF', 'eF>e/cd']);
  });
});

describe('close', () => {
  it('stops what runs and what waits, and ends what is followed', async () => {
    const { conversation, drawn, asked } = scene();
    expect(await drawn('pqx--')).toStrictEqual({
      state: '(i~)a(bS|)--',
      turns: '([][r])([rw])([ss]|)--',
      p: '-a(b|)--',
      q: '--|--',
    });
    expect(asked()).toStrictEqual(['ab']);
    // Who comes later is given the last of each.
    const late = { state: signsOf(conversation.state), said: conversation.messages.pipe(map(spoken)) };
    expect(await draw('-', {}, late)).toStrictEqual({ state: '(S|)', said: '(ab>ab/cd|)' });
  });

  it('lets nothing more be sent or restored', async () => {
    const { conversation, drawn, asked } = scene();
    conversation.close();
    conversation.close();
    for (const generation of [conversation.send('ab'), conversation.regenerate()]) {
      await expect(toMessage(generation)).rejects.toMatchObject({ code: 'aborted' });
    }
    const saved = conversation.toJSON();
    expect(() => conversation.restore(saved)).toThrow(expect.objectContaining({ code: 'aborted' }));
    expect(await drawn('p-')).toMatchObject({ state: '(i|)-', p: '#-' });
    expect(asked()).toStrictEqual([]);
  });
});
