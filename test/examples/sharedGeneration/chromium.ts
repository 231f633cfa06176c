import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const howToGetChromium = 'needs Chromium: `apt-get install chromium` brings one; or set CHROMIUM to its path';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Tests that run in a browser, and say what they need where there is none. */
export function describeInChromium(name: string, tests: (browser: () => Browser) => void): void {
  const isThere = existsSync(executablePath);
  describe.skipIf(!isThere)(isThere ? name : `${name} (${howToGetChromium})`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags });
    }, 60_000);
    afterAll(() => browser?.close());
    tests(() => browser!);
  });
}

const folder = join(import.meta.dirname, '../../.screenshots');

/** Keeps what the page looks like: CI shows these to people. */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
}
