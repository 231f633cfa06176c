import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { expect, it } from 'vitest';
import { Listener } from '../../../wire/listener.js';
import { openSite } from './site.js';

it('a DELETE from another client closes the stream to Bedrock within 300 ms, while the model is silent', async () => {
  const site = await openSite([messageStart(), textDelta('so far'), stall()]);
  const reader = new Listener(site.read(site.url, { init: site.posting }));
  await reader.hears('so far');
  const [request] = site.bedrock.requests;
  expect(request!.isOpen).toBe(true);
  const before = performance.now();
  await site.ask(`/generations/${site.starts[0]}`, { method: 'DELETE' });
  const { by, at } = await request!.closed;
  expect(by).toBe('client');
  expect(at - before).toBeLessThan(300);
  expect(await reader.end).toBe('complete');
});

it('who leaves stops nothing, unless the publisher is told so', async () => {
  const script = [messageStart(), textDelta('so far'), stall()];
  const patient = await openSite(script);
  const strict = await openSite(script, { publish: { batchMs: 0, cancelWhenUnwatched: 50 } });
  for (const site of [patient, strict]) {
    const reader = new Listener(site.read(site.url, { init: site.posting }));
    await reader.hears('so far');
    reader.leave();
  }
  expect(await strict.bedrock.requests[0]!.closed).toMatchObject({ by: 'client' });
  expect(patient.bedrock.requests[0]!.isOpen).toBe(true);
  const later = new Listener(patient.read(`/generations/${patient.starts[0]}`));
  await later.hears('so far');
});
