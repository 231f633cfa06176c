import { complaint } from '../../check.js';

/** What a loopback Bedrock speaks, by the names that the web has for it. */
export type LoopbackProtocol = 'h2' | 'http/1.1';

/** Throws unless it is one of the two. */
export function checkProtocol(protocol: unknown): void {
  if (protocol === 'h2' || protocol === 'http/1.1') return;
  const fix = "Leave it out for 'h2', the SDK's default.";
  throw new TypeError(complaint('options.protocol', protocol, "'h2' or 'http/1.1'", fix));
}
