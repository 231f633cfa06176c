import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished, vi } from 'vitest';
import { buildPage } from '../../../examples/shared-generation/server/page.js';
import {
  type Demo,
  type DemoOptions,
  startDemo,
} from '../../../examples/shared-generation/server/startDemo.js';

const built = buildPage();

/** A demo that lives as long as the test. @param options - nowhere is a Redis, and the model does not dawdle */
export async function openDemo(options: Partial<DemoOptions> = {}): Promise<Demo> {
  const demo = await startDemo({ redisUrl: 'redis://127.0.0.1:1', pace: 8, page: await built, ...options });
  onTestFinished(() => demo[Symbol.asyncDispose]());
  return demo;
}

/** A demo that asks this Bedrock, as it asks the one on AWS: so that what it says can be held against what was asked. */
export function openDemoOn(bedrock: { url: string }, options: Partial<DemoOptions> = {}): Promise<Demo> {
  // The SDK's own way to be sent elsewhere.
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    AWS_ACCESS_KEY_ID: 'made-up',
    AWS_SECRET_ACCESS_KEY: 'made-up',
  }))
    vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return openDemo({ modelId: 'a.model', region: 'eu-west-1', ...options });
}

/** One tab with the page in it, and what it has tried to load from elsewhere. */
export interface Tab {
  readonly page: Page;
  readonly foreign: readonly string[];
  /** What the page's own program has complained about. */
  readonly errors: readonly string[];
  ask(prompt: string, scenario?: string): Promise<void>;
  /** Waits until the generation stands so. */
  reaches(phase: string): Promise<void>;
  text(selector: string): Promise<string>;
}

export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  return tabIn(await newPage(browser, options), url);
}

/** A tab whose clock can be put forward: who has to see that somebody gives up need not wait for it. */
export async function openTabWithClock(browser: Browser, url: string): Promise<Tab> {
  const page = await newPage(browser);
  await page.clock.install();
  return tabIn(page, url);
}

/** Puts that clock forward until the generation stands so. */
export async function flyTo({ page }: Tab, phase: string): Promise<void> {
  const there = page.locator(`#status[data-phase="${phase}"]`);
  while ((await there.count()) === 0) await page.clock.fastForward(1_000);
}

async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  onTestFinished(() => context.close());
  return context.newPage();
}

/** Makes a tab of a page that is open already, or is to be. */
export async function tabIn(page: Page, url: string): Promise<Tab> {
  const foreign: string[] = [];
  const errors: string[] = [];
  const home = new URL(url).origin;
  // Whatever goes elsewhere is noted and goes nowhere.
  await page.route(
    (address) => address.origin !== home,
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  // It has a program now, which has heard what its server is.
  await page.waitForSelector('#ask[data-ready]', { state: 'attached' });
  return {
    page,
    foreign,
    errors,
    async ask(prompt, scenario = 'answer') {
      const hasChoice = (await page.locator('#scenario').count()) > 0;
      if (hasChoice) await page.selectOption('#scenario', scenario);
      await page.fill('#prompt', prompt);
      await page.click('#submit');
    },
    async reaches(phase) {
      await page.waitForSelector(`#status[data-phase="${phase}"]`);
    },
    text: (selector) => page.locator(selector).innerText(),
  };
}

/** Waits until what the page says is so. */
export function says(tab: Tab, selector: string) {
  return expect.poll(() => tab.text(selector), { timeout: 20_000 });
}
