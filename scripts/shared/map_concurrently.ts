/** Works on items, so many at once; the results are in the items' order. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  { atOnce }: { readonly atOnce: number },
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const waiting = items.entries();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  }));
  return results;
}
