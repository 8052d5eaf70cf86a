/**
 * The candidate that a misspelt name most likely means: equal but for case, blanks or separators, or a few edits away
 * (one edit for every four letters, at least one). Null if none is near.
 */
export function didYouMean(
  name: string,
  candidates: Iterable<string>,
): string | null {
  const plain = plainName(name);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 4)) + 1;
  for (const candidate of candidates) {
    if (plainName(candidate) === plain) return candidate;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A clause for a message: `, did you mean X?`, or nothing. */
export function suggestion(
  name: string,
  candidates: Iterable<string>,
): string {
  const meant = didYouMean(name, candidates);
  return meant === null ? "" : `; did you mean ${meant}?`;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s._-]/g, "");
}

// Optimal string alignment: a swap of two neighbours is one edit. Gives up at `limit`.
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + change,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
