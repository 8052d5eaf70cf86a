/** How many of the samples, in words. */
export function countOf(count: number, total: number): string {
  if (count === total) {
    return total === 1 ? "the only sample" : `all ${total} samples`;
  }
  return `${count} of ${total} samples`;
}
