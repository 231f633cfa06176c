import { memoryLog } from 'rx-bedrock/delivery';
import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';

describe('memoryLog', () => {
  behavesLikeAGenerationLog(() => memoryLog(), { it, expect });
});
