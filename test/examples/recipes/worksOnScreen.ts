import { type ConverseEvent, converse, userMessage } from 'rx-bedrock';
import {
  exception,
  messageStart,
  messageStop,
  metadata,
  type ScriptedClient,
  scriptedClient,
  type ScriptStep,
  stall,
  textDelta,
} from 'rx-bedrock/testing';
import { type Observable, Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

/** What a recipe is given to show. */
export interface Asked {
  generation: Observable<ConverseEvent>;
  stop: () => void;
}

/** A recipe on the screen. */
export interface Shown {
  /** Another prompt was sent. */
  change(asked: Asked): void;
  unmount(): void;
}

export type Mount = (host: HTMLElement, asked: Asked) => Shown | Promise<Shown>;

/** What whoever looks at a recipe sees, whatever framework it is written in. */
export function worksOnScreen(framework: string, mount: Mount): void {
  describe(`the recipe for ${framework}`, () => {
    let host: HTMLElement;
    let shown: Shown | undefined;

    beforeEach(() => {
      host = document.createElement('main');
      document.body.append(host);
    });

    afterEach(() => {
      shown?.unmount();
      shown = undefined;
      host.remove();
    });

    async function show(script: Iterable<ScriptStep> | (() => AsyncIterable<ScriptStep>)) {
      const client = scriptedClient(script);
      shown = await mount(host, ask(client));
      return { client, page: shown };
    }

    const all = (selector: string) => Array.from(host.querySelectorAll(selector));
    const texts = () => all('section > p:not([role])').map(({ textContent }) => textContent);
    const said = () => all('[role=status]').map(({ textContent }) => textContent.trim());
    const alerts = () => all('[role=alert]').map(({ textContent }) => textContent);
    const isBusy = () => all('section').map((pane) => pane.getAttribute('aria-busy') === 'true');
    const click = (label: string) => {
      const button = all('button').find(({ textContent }) => textContent.trim() === label);
      expect(button, label).toBeDefined();
      (button as HTMLButtonElement).click();
    };

    it('waits, shows the text as it grows, and rests; one request is made', async () => {
      const [begin, goOn] = [new Cue(), new Cue()];
      const { client } = await show(async function* () {
        await begin.given;
        yield* [messageStart(), textDelta('One ')];
        await goOn.given;
        yield* [textDelta('answer'), messageStop(), metadata()];
      });
      await vi.waitFor(() => expect(all('progress')).toHaveLength(1));
      expect(isBusy()).toStrictEqual([true]);

      begin.give();
      await vi.waitFor(() => expect(texts()).toStrictEqual(['One ']));
      expect(all('progress')).toHaveLength(0);
      expect(isBusy()).toStrictEqual([true]);
      // What is to be announced needs its place beforehand.
      expect(said()).toStrictEqual(['']);

      goOn.give();
      await vi.waitFor(() => expect(isBusy()).toStrictEqual([false]));
      expect(texts()).toStrictEqual(['One answer']);
      expect(said()).toStrictEqual(['Answer complete']);
      expect(alerts()).toStrictEqual([]);
      expect(all('button').map(({ textContent }) => textContent)).toStrictEqual(['Open a second pane']);
      expect(client.requests).toHaveLength(1);
    });

    it('keeps the lines of the text', async () => {
      await show([messageStart(), textDelta('One\n\n  two'), messageStop(), metadata()]);
      await vi.waitFor(() => expect(texts()).toStrictEqual(['One\n\n  two']));
      const [text] = all('section > p:not([role])');
      expect(getComputedStyle(text!).whiteSpace).toBe('pre-wrap');
    });

    it('writes once per frame, and not once per token', async () => {
      const tokens = 200;
      // The frames of this DOM take no time: these do.
      vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 30));
      vi.stubGlobal('cancelAnimationFrame', clearTimeout);
      onTestFinished(() => void vi.unstubAllGlobals());
      const seen = new Set<string>();
      const observer = new MutationObserver(() => seen.add(texts().join()));
      observer.observe(host, { childList: true, characterData: true, subtree: true });
      await show(async function* () {
        yield messageStart();
        for (let token = 0; token < tokens; token++) {
          yield textDelta('x');
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        yield* [messageStop(), metadata()];
      });
      await vi.waitFor(() => expect(texts()).toStrictEqual(['x'.repeat(tokens)]), { timeout: 20_000 });
      observer.disconnect();
      expect(seen.size).toBeGreaterThan(1);
      expect(seen.size).toBeLessThan(tokens / 2);
    });

    it('stops when it is told to, and keeps what had arrived', async () => {
      const { client } = await show([messageStart(), textDelta('Half'), stall()]);
      await vi.waitFor(() => expect(texts()).toStrictEqual(['Half']));
      expect(client.requests[0]!.isAborted).toBe(false);
      click('Stop');
      await vi.waitFor(() => expect(isBusy()).toStrictEqual([false]));
      expect(texts()).toStrictEqual(['Half']);
      expect(said()).toStrictEqual(['Stopped']);
      expect(alerts()).toStrictEqual([]);
      expect(client.requests[0]!.isAborted).toBe(true);
    });

    it('says what went wrong, beside what had arrived', async () => {
      const broken = exception('modelStreamErrorException', 'The model lost its thread.');
      await show([messageStart(), textDelta('Half'), broken]);
      await vi.waitFor(() => expect(alerts()).toStrictEqual(['model: The model lost its thread.']));
      expect(texts()).toStrictEqual(['Half']);
      expect(isBusy()).toStrictEqual([false]);
    });

    it('opens a second pane that has missed nothing, while the answer comes and when it is over', async () => {
      const goOn = new Cue();
      const { client } = await show(async function* () {
        yield* [messageStart(), textDelta('One ')];
        await goOn.given;
        yield* [textDelta('answer'), messageStop(), metadata()];
      });
      await vi.waitFor(() => expect(texts()).toStrictEqual(['One ']));
      click('Open a second pane');
      await vi.waitFor(() => expect(texts()).toStrictEqual(['One ', 'One ']));
      goOn.give();
      await vi.waitFor(() => expect(isBusy()).toStrictEqual([false, false]));
      const [early, late] = all('section');
      expect(late!.innerHTML).toBe(early!.innerHTML);
      expect(texts()).toStrictEqual(['One answer', 'One answer']);
      expect(client.requests).toHaveLength(1);
    });

    it('shows a second pane when everything is over', async () => {
      const { client } = await show([messageStart(), textDelta('Done'), messageStop(), metadata()]);
      await vi.waitFor(() => expect(isBusy()).toStrictEqual([false]));
      click('Open a second pane');
      await vi.waitFor(() => expect(texts()).toStrictEqual(['Done', 'Done']));
      expect(client.requests).toHaveLength(1);
    });

    it('goes over to the next generation, and closes the one that nobody sees any more', async () => {
      const { client, page } = await show([messageStart(), textDelta('Old'), stall()]);
      await vi.waitFor(() => expect(texts()).toStrictEqual(['Old']));
      click('Open a second pane');
      await vi.waitFor(() => expect(texts()).toStrictEqual(['Old', 'Old']));
      page.change(ask(scriptedClient([messageStart(), textDelta('New'), stall()])));
      await vi.waitFor(() => expect(texts()).toStrictEqual(['New', 'New']));
      await vi.waitFor(() => expect(client.requests[0]!.isAborted).toBe(true));
      click('Stop');
      await vi.waitFor(() => expect(isBusy()).toStrictEqual([false, false]));
    });

    it('closes the request when it leaves the screen', async () => {
      const { client, page } = await show([messageStart(), textDelta('Half'), stall()]);
      await vi.waitFor(() => expect(texts()).toStrictEqual(['Half']));
      page.unmount();
      shown = undefined;
      await vi.waitFor(() => expect(client.requests[0]!.isAborted).toBe(true));
    });
  });
}

function ask(client: ScriptedClient): Asked {
  const stop = new Subject<void>();
  const input = { modelId: 'any', messages: [userMessage('Hello')] };
  return { generation: converse(client, input, { stop }), stop: () => stop.next() };
}

/** What a script waits for. */
class Cue {
  give!: () => void;
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}
