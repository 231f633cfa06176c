import { setTimeout } from 'node:timers/promises';
import { buildLibrary } from '../buildLibrary.js';
import { UsageError } from '../commandLine.js';
import type { EndureTask, Lives, Remains } from '../jobs/endure.js';
import type { Standing } from '../jobs/misbehave.js';
import { Colleague } from '../process/colleague.js';
import { help, readSoakCommandLine, type SoakSettings } from './commandLine.js';
import { invariantsOf } from './invariants.js';
import { type Findings, soakReport } from './report.js';

async function main(): Promise<void> {
  const settings = readSoakCommandLine(process.argv.slice(2));
  if (settings === 'help') {
    console.log(help);
    return;
  }
  console.error('soak: building the library');
  await buildLibrary();
  const findings = await soak(settings);
  console.log(soakReport(findings, settings));
  if (findings.invariants.some(({ holds }) => !holds)) process.exitCode = 1;
}

/** The server in one process, those who live through it in another: each can be looked at for what it has left. */
async function soak({ isQuick, seed }: SoakSettings): Promise<Findings> {
  const count = isQuick ? 200 : 2_000;
  // The first ones load and compile what all others use, and the engine goes on optimizing for long.
  const warmUp = count / 2;
  await using server = Colleague.start<null, Standing>('misbehave');
  const endpoint = await server.ask(null);
  await using client = Colleague.start<EndureTask, Lives | Remains>('endure', endpoint);
  const live = (by: number, many: number) =>
    client.ask({ what: 'live', seed: by, count: many }) as Promise<Lives>;
  const part = () => client.ask({ what: 'part' }) as Promise<Remains>;

  console.error('soak: warming up');
  await live(seed + 1, warmUp);
  const before = await part();
  console.error(`soak: ${count} generations`);
  const lives = await live(seed, count);
  const during = await quiet(server, ({ exchanges }) => exchanges);
  const remains = await part();
  const after = await quiet(server, ({ connections }) => connections);
  const { counts, complaints } = lives;
  const invariants = invariantsOf({ count, lives, during, after, before, remains });
  return { counts, complaints, invariants, requests: after.requests };
}

/** How the server stands once there is nothing any more, or after two seconds: to close takes a moment. */
async function quiet(
  server: Colleague<null, Standing>,
  amount: (standing: Standing) => number,
): Promise<Standing> {
  for (let waited = 0; waited < 2_000 && amount(await server.ask(null)) > 0; waited += 20)
    await setTimeout(20);
  return server.ask(null);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
