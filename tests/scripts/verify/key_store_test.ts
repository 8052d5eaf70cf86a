import { assertEquals } from "@std/assert";
import {
  hashKey,
  joinHash,
  KeyStore,
  subtractKeys,
} from "../../../scripts/verify/key_store.ts";

Deno.test("subtractKeys() finds the keys of one store that another lacks, each once", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Promise.all(["a", "b"].map((name) => Deno.mkdir(`${dir}/${name}`)));
    using some = new KeyStore(`${dir}/a`);
    using others = new KeyStore(`${dir}/b`);
    // More than the buffers hold.
    const count = 200_000;
    for (let i = 0; i < count; i++) {
      some.add(`key ${i}`);
      if (i % 50_000 !== 7) others.add(`key ${count - 1 - i}`);
    }
    some.add("key 199992");
    others.add("another");
    const lacking = [7, 50_007, 100_007, 150_007].map((i) => count - 1 - i);
    const found = await subtractKeys(some, others, 3);
    assertEquals([found.count, found.hashes.size], [4, 3]);
    const { hashes } = await subtractKeys(some, others, 10);
    assertEquals(
      hashes,
      new Set(
        lacking.map((i) => joinHash(hashKey(`key ${i}`)))
          .sort((one, other) =>
            Number(one & 63n) - Number(other & 63n) ||
            (one < other ? -1 : 1)
          ),
      ),
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("hashKey() gives other texts other hashes", () => {
  const hashes = new Set<bigint>();
  for (let i = 0; i < 100_000; i++) {
    hashes.add(joinHash(hashKey(`${1_451_606_400_000 + i * 60_000} Cairo`)));
  }
  assertEquals(hashes.size, 100_000);
});
