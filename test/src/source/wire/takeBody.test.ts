import { PassThrough } from 'node:stream';
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { takeBody } from '../../../../src/source/wire/takeBody.js';
import { clientOf, input } from './canned.js';

const taken = () => takeBody(new ConverseStreamCommand(input));

describe('a body', () => {
  it('is taken from a success only, and only where it is a stream of Node', () => {
    const node = () => new PassThrough();
    const left = [
      { statusCode: 400, body: node() },
      { statusCode: 101, body: node() },
      { statusCode: 200, body: new ReadableStream() },
      { statusCode: 200 },
    ];
    for (const response of left) {
      const { body } = response;
      taken().take(response);
      expect(response.body).toBe(body);
    }
    const response = { statusCode: 200, body: node() };
    const { body } = response;
    taken().take(response);
    expect(response.body).not.toBe(body);
    taken().take(undefined);
  });

  it('that comes when everybody has left is closed, and the command ends', async () => {
    const body = new PassThrough();
    const command = new ConverseStreamCommand(input);
    const response = takeBody(command);
    response.leave();
    await clientOf(body).send(command);
    expect(body.destroyed).toBe(true);
  });

  it.each(['{"message":"Who are you?"}', '{}'])('%s, no event stream, is told by its type', async (json) => {
    const body = new PassThrough();
    body.end(json);
    const command = new ConverseStreamCommand(input);
    const response = takeBody(command);
    const { stream } = await clientOf(body, 'application/json').send(command);
    const delivery = { isWanted: () => true, deliver: () => undefined };
    await expect(response.read(stream!, delivery as never)).rejects.toMatchObject({
      code: 'protocol',
      message: 'The response is application/json, not an event stream.',
    });
  });
});
