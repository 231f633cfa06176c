import { describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../../examples/shared-generation/server/commandLine.js';

describe('the command line of npm run demo', () => {
  it('needs nothing', () => {
    expect(readCommandLine([], {})).toEqual({
      modelId: undefined,
      region: undefined,
      instances: 1,
      redisUrl: 'redis://127.0.0.1:6379',
      port: 4321,
    });
  });

  it('understands all its options', () => {
    const line = '--model a.b --region eu-west-1 --instances 2 --redis redis://there:1 --port 0'.split(' ');
    expect(readCommandLine(line, { REDIS_URL: 'redis://elsewhere' })).toEqual({
      modelId: 'a.b',
      region: 'eu-west-1',
      instances: 2,
      redisUrl: 'redis://there:1',
      port: 0,
    });
    expect(readCommandLine([], { REDIS_URL: 'redis://elsewhere' })).toMatchObject({
      redisUrl: 'redis://elsewhere',
    });
    expect(readCommandLine(['-h'], {})).toBe('help');
  });

  it.each([
    [['--instances', '0'], {}, /--instances is "0", but it must be a whole number from 1 to 4/],
    [['--instances', ''], {}, /--instances is ""/],
    [['--port', '70000'], {}, /--port is "70000", but it must be a whole number from 0 to 65535/],
    [['--modle', 'x'], {}, /'--modle'.*--help shows them all/],
    [['surplus'], {}, /surplus/],
    ...['model', 'region', 'instances', 'redis', 'port'].map(
      (name): [string[], NodeJS.ProcessEnv, RegExp] => [
        [],
        { [`npm_config_${name}`]: '2' },
        new RegExp(`--${name} went to npm.*Write npm run demo -- --${name} and its value`),
      ],
    ),
  ])('%j is refused with what to do, %j as well', (line, env, message) => {
    expect(() => readCommandLine(line, env)).toThrow(UsageError);
    expect(() => readCommandLine(line, env)).toThrow(message);
  });
});
