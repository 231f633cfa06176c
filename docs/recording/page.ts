// Photographs the page of `npm run demo` while it streams, for docs/shared-generation.png. Needs Chromium.
import { statSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startDemo } from '../../examples/shared-generation/server/startDemo.js';

const path = 'docs/shared-generation.png';
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

await using demo = await startDemo({ redisUrl: 'redis://127.0.0.1:1' });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(demo.url);
  await page.fill('#prompt', 'Why does everybody get the same answer?');
  await page.click('#submit');
  // When a tool is being called, all panes have something to show.
  await page.getByText('save_note').first().waitFor();
  await page.getByRole('button', { name: 'Join late' }).click();
  await page.mouse.move(0, 0);
  await page.getByText('draw_chart').first().waitFor();
  await page.screenshot({ path, animations: 'disabled' });
} finally {
  await browser.close();
}
console.log(`${path}: ${(statSync(path).size / 1024).toFixed(0)} kB`);
