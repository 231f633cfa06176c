/** What the loopback model says: its thoughts, its text, and the tools that it calls. */
export interface Answer {
  reasoning: string;
  text: string;
  tools: readonly { name: string; input: unknown }[];
}

/** An answer to any prompt: about this page, as that is what the model knows. It varies a little with the prompt. */
export function answerTo(prompt: string): Answer {
  const question = shorten(prompt);
  const seed = hashOf(prompt);
  const metaphor = pick(metaphors, seed);
  const costs = [1, 5, 50].map((readers) => ({ readers, requests: 1, apart: readers }));
  const rows = costs.map(
    ({ readers, apart }) => `| ${readers} | 1 | ${apart} | ${apart === 1 ? 'none' : apart - 1} |`,
  );
  return {
    reasoning:
      `They ask: “${question}” I run on a loopback server, so I cannot know much about that. What I can do is show ` +
      'what this page is for: one answer that many read at once. Headings, a list, a table, some code, then two tool ' +
      'calls, so that every pane has something to do.',
    text: [
      `## One answer, ${pick(['many readers', 'many screens', 'many subscribers'], seed >> 3)}`,
      `You asked: *${escapeMarkdown(question)}* I am a scripted model, so I answer with what I know best. ` +
        `${metaphor} Every pane on this page subscribes **on its own** to this one generation, and Bedrock was asked once.`,
      '### What to try while I write',
      '1. **Join late.** A new reader gets all of this at once, in a handful of events, and then goes on live.\n' +
        '2. **Drop the network.** The page comes back by itself for what it has missed: no gap, and nothing twice.\n' +
        '3. **Open a second tab.** It joins the same generation; the line at the top still says *1*.\n' +
        '4. **Stop.** The stream to Bedrock is closed for everybody, and what has arrived stays.',
      '### What it saves',
      ['| Readers | Requests | Without sharing | Saved |', '| ---: | ---: | ---: | :--- |', ...rows].join(
        '\n',
      ),
      '### The code behind the panes',
      '```ts\n' +
        "const generation = fromSse('/generations', { init }).pipe(multicastReplay());\n\n" +
        'generation.pipe(selectText()).subscribe(transcript);\n' +
        'generation.pipe(accumulateUsage({ prices })).subscribe(meter);\n' +
        'generation.pipe(accumulateToolUse()).subscribe(inspector);\n' +
        '```',
      '> Whoever joins, whenever, ends up with the same message as one who was there from the start.',
      `That is all it takes. ${pick(farewells, seed >> 5)} Watch the inspector: two tool calls are coming.`,
    ].join('\n\n'),
    tools: [
      {
        name: 'save_note',
        input: {
          title: `About: ${question}`,
          tags: ['streams', pick(['rxjs', 'bedrock', 'sharing'], seed), 'demo'],
          audience: { readers: 5, late: 1, offline: false },
          lines: [
            'One request, one bill, one truth.',
            'Late equals early.',
            'The last one out turns off the light.',
          ],
        },
      },
      {
        name: 'draw_chart',
        input: {
          kind: 'bar',
          unit: 'requests',
          series: [
            { label: 'apart', values: costs.map(({ apart }) => apart) },
            { label: 'shared', values: costs.map(({ requests }) => requests) },
          ],
          options: { stacked: false, scale: 1.25, caption: null },
        },
      },
    ],
  };
}

const metaphors = [
  'Think of a radio: the announcer speaks once, however many sets are switched on.',
  'Think of a lecture: the professor speaks once, and who comes late copies a neighbour’s notes.',
  'Think of a kettle: it is boiled once, and everybody at the table has tea.',
] as const;

const farewells = [
  'Nobody asked twice.',
  'Nobody waited for anybody.',
  'Nobody missed a word.',
  'Nobody was billed twice.',
] as const;

function pick<T>(from: readonly T[], seed: number): T {
  return from[seed % from.length]!;
}

/** Enough to vary an answer by; the same prompt always gets the same one. */
function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + character.codePointAt(0)!) % 1_000_003;
  return hash;
}

function shorten(prompt: string): string {
  const line = prompt.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

/** So that a prompt is quoted and not obeyed. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+.!|~-]/g, '\\$&');
}
