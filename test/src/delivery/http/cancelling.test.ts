import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
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
  const strict = await openSite(script, { publish: { batchMs: 0, cancelWhenUnwatched: 1_000 } }); // a reader must have come by then
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

it('who leaves closes the response, also where fetch has forgotten the signal', async () => {
  // Node's does, when memory is collected after the headers have come.
  const { fetch: original } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((request) => {
    const { url, headers } = request as Request;
    return original(url, { headers, ...site.posting });
  });
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const site = await openSite([messageStart(), textDelta('so far'), stall()], {
    publish: { batchMs: 0, cancelWhenUnwatched: 1_000 },
  });
  const reader = new Listener(site.read(site.url, { init: site.posting }));
  await reader.hears('so far');
  reader.leave();
  expect(await site.bedrock.requests[0]!.closed).toMatchObject({ by: 'client' });
});
