import { crc32 } from './crc32.js';
import { malformed } from './malformed.js';

/** Two lengths and their checksum, which every frame begins with. */
const preludeLength = 12;
const checksumLength = 4;

/** 24 MiB for a frame and 128 KiB for its headers: the most that any of AWS's own SDKs takes. */
const defaultMaxFrameBytes = 24 * 1024 * 1024;
const longestHeaders = 128 * 1024;

const nothing = new Uint8Array(0);

/**
 * Walks over the frames of a body: lengths and both checksums are checked, nothing is parsed. A frame that one chunk
 * holds is read where it lies; only one that is cut over several is put together. What a frame declares is never
 * allocated before it has come, or garbage that is read as a length would cost gigabytes.
 */
export class FrameWalker {
  /** Where the frame under the cursor lies, once `peek` has said that there is one. */
  bytes: Uint8Array = nothing;
  /** The same bytes: words of them are read through this one, several times as fast as bytes. */
  view: DataView = viewOf(nothing);
  start = 0;
  headersEnd = 0;
  end = 0;

  private chunk: Uint8Array = nothing;
  private chunkView: DataView = viewOf(nothing);
  /** How much of the chunk has been walked over. */
  private at = 0;
  /** The beginning of a frame that the chunks so far do not hold whole, and its length. */
  private torn = new Uint8Array(1024);
  private tornView = viewOf(this.torn);
  private tornLength = 0;
  private isWhole = false;
  private readonly maxFrameBytes: number;

  /** @param maxFrameBytes - the most that a frame may declare itself to have */
  constructor(maxFrameBytes: number = defaultMaxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Whether nothing is left of the last frame: where a body may end. */
  get isBetweenFrames(): boolean {
    return this.tornLength === 0 && !this.isWhole;
  }

  /** Goes on with the next chunk; the one before must have been walked to its end. */
  push(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.chunkView = viewOf(chunk);
    this.at = 0;
  }

  /** Whether there is a whole frame under the cursor; throws if there cannot be one. */
  peek(): boolean {
    this.isWhole ||= this.tornLength > 0 ? this.mend() : this.walkInPlace();
    return this.isWhole;
  }

  /** Leaves the frame under the cursor behind: its bytes may be overwritten from now on. */
  consume(): void {
    this.isWhole = false;
  }

  private walkInPlace(): boolean {
    const { chunk, chunkView, at } = this;
    const left = chunk.length - at;
    if (left === 0) return false;
    const length = lengthOfFrame(chunkView, at, left, this.maxFrameBytes);
    if (length === undefined || length > left) {
      this.tear(left);
      return false;
    }
    // The cursor stays at a frame that is damaged: nothing behind it can be trusted.
    this.settle(chunk, chunkView, at, length);
    this.at += length;
    return true;
  }

  /** Adds to the torn frame what the chunk has of it. */
  private mend(): boolean {
    for (;;) {
      const length = lengthOfFrame(this.tornView, 0, this.tornLength, this.maxFrameBytes);
      const wanted = (length ?? preludeLength) - this.tornLength;
      if (length !== undefined && wanted === 0) {
        this.settle(this.torn, this.tornView, 0, length);
        this.tornLength = 0;
        return true;
      }
      const there = Math.min(wanted, this.chunk.length - this.at);
      if (there === 0) return false;
      this.tear(there);
    }
  }

  /** Moves bytes from the chunk to the torn frame, whose place grows with what comes: twice as much at most. */
  private tear(count: number): void {
    const length = this.tornLength + count;
    if (length > this.torn.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.torn.length));
      larger.set(this.torn.subarray(0, this.tornLength));
      this.torn = larger;
      this.tornView = viewOf(larger);
    }
    this.torn.set(this.chunk.subarray(this.at, this.at + count), this.tornLength);
    this.tornLength = length;
    this.at += count;
  }

  private settle(bytes: Uint8Array, view: DataView, start: number, length: number): void {
    const end = start + length - checksumLength;
    if (crc32(view, start, end) !== view.getUint32(end)) throw malformed('the checksum of a frame is wrong');
    this.bytes = bytes;
    this.view = view;
    this.start = start;
    this.headersEnd = start + preludeLength + view.getUint32(start + 4);
    this.end = start + length;
  }

  /** Where the headers of the frame under the cursor begin. */
  get headersStart(): number {
    return this.start + preludeLength;
  }

  /** Where its payload ends. */
  get payloadEnd(): number {
    return this.end - checksumLength;
  }
}

/** The length that a frame declares, as soon as all of its prelude is there; throws as soon as it cannot be one. */
function lengthOfFrame(bytes: DataView, at: number, known: number, most: number): number | undefined {
  if (known < 4) return undefined;
  const length = bytes.getUint32(at);
  if (length < preludeLength + checksumLength) throw malformed(`a frame of ${length} bytes is declared`);
  if (length > most) throw malformed(`a frame of ${length} bytes is declared, and ${most} are allowed`);
  if (known < 8) return undefined;
  const headersLength = bytes.getUint32(at + 4);
  if (headersLength > length - preludeLength - checksumLength || headersLength > longestHeaders) {
    throw malformed(`headers of ${headersLength} bytes are declared, in a frame of ${length}`);
  }
  if (known < preludeLength) return undefined;
  if (crc32(bytes, at, at + 8) !== bytes.getUint32(at + 8)) {
    throw malformed('the checksum of the lengths of a frame is wrong');
  }
  return length;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
