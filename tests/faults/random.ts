/** Numbers from 0 up to 1 that depend on the seed alone (mulberry32). */
export type Random = () => number;

/** Makes a {@linkcode Random} from a seed, a whole number. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    return scramble(state) / 2 ** 32;
  };
}

/** The number from 0 up to 1 that belongs to a place in a sequence, without those before it. */
export function randomAt(seed: number, index: number): number {
  return scramble(
    (Math.imul(seed, 0x9e3779b1) + Math.imul(index, 0x85ebca6b)) >>> 0,
  ) /
    2 ** 32;
}

/** The items in an order of chance. */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function scramble(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
