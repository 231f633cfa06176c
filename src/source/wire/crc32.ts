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
 * The checksum of zlib and Ethernet, over the bytes from `start` up to `end`. Written out, because Node's own is not
 * there in every version, and for frames of 200 bytes the call to it takes longer than this.
 */
export function crc32(bytes: DataView, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (; end - at >= 8; at += 8) {
    const low = crc ^ bytes.getInt32(at, true);
    const high = bytes.getInt32(at + 4, true);
    crc =
      t7[low & 255]! ^
      t6[(low >>> 8) & 255]! ^
      t5[(low >>> 16) & 255]! ^
      t4[low >>> 24]! ^
      t3[high & 255]! ^
      t2[(high >>> 8) & 255]! ^
      t1[(high >>> 16) & 255]! ^
      t0[high >>> 24]!;
  }
  for (; at < end; at++) crc = t0[(crc ^ bytes.getUint8(at)) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
