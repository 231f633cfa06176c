import { readFileSync, writeFileSync } from 'node:fs';
import { buildLibrary } from './buildLibrary.js';
import { helpFor, readCommandLine, type Settings, UsageError } from './commandLine.js';
import type { Endpoint } from './wire/endpoint.js';
import { Colleague } from './process/colleague.js';
import { headlinesOf, withHeadlines } from './report/readme.js';
import { type Chapter, report } from './report/report.js';
import { fullScale, quickScale } from './scale.js';
import { type SectionName, sectionNames } from './sections/names.js';

const readme = new URL('../README.md', import.meta.url);

async function main(): Promise<void> {
  const settings = readCommandLine(process.argv.slice(2), sectionNames);
  if (settings === 'help') {
    console.log(helpFor(sectionNames));
    return;
  }
  // A README without the markers had better be noticed before all the measuring.
  if (settings.writesReadme) withHeadlines(readFileSync(readme, 'utf8'), '');
  const start = performance.now();
  console.error('bench: building the library');
  await buildLibrary();
  const chapters = await measure(settings);
  console.log(report(chapters, settings.isQuick));
  console.error(`bench: took ${Math.round((performance.now() - start) / 1_000)} s`);
  if (settings.writesReadme) {
    writeFileSync(readme, withHeadlines(readFileSync(readme, 'utf8'), headlinesOf(chapters)));
  }
}

async function measure({ sections: names, isQuick }: Settings<SectionName>): Promise<Chapter[]> {
  // Not before the library is built: they use it.
  const { sections } = await import('./sections/index.js');
  const server = Colleague.start<null, Endpoint>('serve');
  try {
    const endpoint = await server.ask(null);
    const chapters: Chapter[] = [];
    for (const name of names) {
      const progress = (text: string) => {
        console.error(`bench: ${name}: ${text}`);
      };
      const section = sections[name];
      const scale = isQuick ? quickScale : fullScale;
      chapters.push({ section, findings: await section.measure({ scale, endpoint, progress }) });
    }
    return chapters;
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
