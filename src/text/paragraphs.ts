import type { LineReader } from './lineGroups.js';

/** Whether text has come, and whether a blank line has come behind it. */
type Paragraph = 'nothing' | 'text' | 'gap';

/** Paragraphs are parted by blank lines, which belong to the one before; those at the beginning to the first one. */
export const paragraphs: LineReader<Paragraph> = {
  seed: 'nothing',
  read(state, line) {
    if (line.trim() !== '') return { state: 'text', begins: state === 'gap' };
    return { state: state === 'nothing' ? 'nothing' : 'gap', begins: false };
  },
};
