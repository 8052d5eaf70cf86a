/**
 * Chosen among the numbers from 0 up so that the tutorial's eight cities spread over 2, 3, 4,
 * 5, 6, 8, 12 or 16 partitions as evenly as eight can: Kafka's own hash leaves one of 4 partitions without any of them.
 */
const seed = 19467;

/**
 * The partition of a city's records. It depends on the city's name and the number of partitions alone, so a city stays
 * where it is, in order, whatever other cities are added; with more partitions it may move, as with any hash.
 */
export function cityPartition(cityName: string, partitions: number): number {
  let hash = hashes.get(cityName);
  if (hash === undefined) {
    hash = hashText(cityName);
    if (hashes.size >= maxHashes) hashes.clear();
    hashes.set(cityName, hash);
  }
  return hash % partitions;
}

/** A history has a city's name a million times: looking its hash up is ten times as fast as hashing it again. */
const hashes = new Map<string, number>();

/** Some MB of memory at most, whatever a topic's keys are. */
const maxHashes = 50_000;

const encoder = new TextEncoder();

/** FNV-1a over the UTF-8 bytes, then MurmurHash3's finalizer, as FNV's low bits alone are weak. Unsigned 32 bits. */
function hashText(text: string): number {
  let h = 0x811c9dc5 ^ seed;
  for (const byte of encoder.encode(text)) {
    h = Math.imul(h ^ byte, 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
