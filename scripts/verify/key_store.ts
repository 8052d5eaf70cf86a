import { join } from "node:path";

/** How many files keys are spread over: of 100 million each then holds 12 MB. */
const bucketCount = 64;

/** Keys of one bucket that are written at once. */
const bufferedKeys = 2_048;

/** A hash of 64 bits, as two numbers of 32: of a billion keys, two have the same with a probability of 3 in 100. */
export type KeyHash = readonly [number, number];

/** Hashes a text (two runs of Murmur3's mixing with different constants, which go into each other at the end). */
export function hashKey(text: string): KeyHash {
  let one = 0xdeadbeef ^ text.length;
  let two = 0x41c6ce57 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    one = Math.imul(one ^ unit, 2654435761);
    two = Math.imul(two ^ unit, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^
    Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^
    Math.imul(one ^ (one >>> 13), 3266489909);
  return [one >>> 0, two >>> 0];
}

/** A hash as one number. */
export function joinHash([one, two]: KeyHash): bigint {
  return BigInt(two) << 32n | BigInt(one);
}

/** A set of keys' hashes of any size, on disk, a bucket of them at a time in memory. */
export class KeyStore implements Disposable {
  readonly #files: Deno.FsFile[] = [];
  readonly #paths: string[] = [];
  readonly #buffers: Uint32Array[] = [];
  readonly #used: number[] = [];

  /** @param dir an existing folder, for this store alone. */
  constructor(dir: string) {
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      const path = join(dir, `${bucket}.keys`);
      this.#paths.push(path);
      this.#files.push(
        Deno.openSync(path, { create: true, truncate: true, write: true }),
      );
      this.#buffers.push(new Uint32Array(2 * bufferedKeys));
      this.#used.push(0);
    }
  }

  /** Adds a key, which may be there already. */
  add(text: string): void {
    const [one, two] = hashKey(text);
    const bucket = one % bucketCount;
    const buffer = this.#buffers[bucket]!;
    const used = this.#used[bucket]!;
    buffer[used] = one;
    buffer[used + 1] = two;
    this.#used[bucket] = used + 2;
    if (used + 2 === buffer.length) this.#flush(bucket);
  }

  /** The hashes of a bucket, ascending, some maybe more than once; no key may be added afterwards. */
  async readBucket(bucket: number): Promise<BigUint64Array> {
    this.#flush(bucket);
    const bytes = await Deno.readFile(this.#paths[bucket]!);
    return new BigUint64Array(bytes.buffer).sort();
  }

  [Symbol.dispose](): void {
    for (const file of this.#files) file.close();
  }

  #flush(bucket: number): void {
    const used = this.#used[bucket]!;
    const bytes = new Uint8Array(this.#buffers[bucket]!.buffer, 0, used * 4);
    let written = 0;
    while (written < bytes.length) {
      written += this.#files[bucket]!.writeSync(bytes.subarray(written));
    }
    this.#used[bucket] = 0;
  }
}

/**
 * Finds the keys of `some` that are not in `others`.
 *
 * @param most so many are remembered; the rest is counted.
 */
export async function subtractKeys(
  some: KeyStore,
  others: KeyStore,
  most: number,
): Promise<{ count: number; hashes: Set<bigint> }> {
  const hashes = new Set<bigint>();
  let count = 0;
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const theirs = await others.readBucket(bucket);
    let at = 0;
    let last: bigint | undefined;
    for (const hash of await some.readBucket(bucket)) {
      if (hash === last) continue;
      last = hash;
      while (at < theirs.length && theirs[at]! < hash) at++;
      if (theirs[at] === hash) continue;
      count++;
      if (hashes.size < most) hashes.add(hash);
    }
  }
  return { count, hashes };
}
