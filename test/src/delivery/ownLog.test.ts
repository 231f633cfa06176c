import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { stringLog } from './stringLog.js';

describe('a log that somebody writes with public names, and that holds strings', () => {
  const log = stringLog();
  behavesLikeAGenerationLog(() => log, { it, expect });
});
