/** Eight tables: one look-up for each byte of eight, so that eight bytes cost one turn of the loop. */
const tables = Array.from({ length: 8 }, () => new Int32Array(256));
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Eight<Int32Array>;
type Eight<T> = [T, T, T, T, T, T, T, T];

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  t0[byte] = crc;
}
for (let slice = 1; slice < 8; slice++) {
  const before = tables[slice - 1]!;
  for (let byte = 0; byte < 256; byte++) {
    const crc = before[byte]!;
    tables[slice]![byte] = (crc >>> 8) ^ t0[crc & 255]!;
  }
}

/**
 * The checksum of zlib and Ethernet, over `bytes` from `start` up to `end`. Written out, because Node's own is not
 * there in every version, and for frames of 200 bytes the call to it takes longer than this.
 */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (; end - at >= 8; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      t7[crc & 255]! ^
      t6[(crc >>> 8) & 255]! ^
      t5[(crc >>> 16) & 255]! ^
      t4[crc >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < end; at++) crc = t0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
