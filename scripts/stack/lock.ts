/**
 * Runs `work` while no other process holds the lock of this file; waits for one that does. The system lets go of the
 * lock when its process ends, however it ends.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  using file = await Deno.open(path, { create: true, write: true });
  await file.lock(true);
  return await work();
}
