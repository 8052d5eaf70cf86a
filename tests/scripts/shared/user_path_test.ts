import { assertEquals } from "@std/assert";
import { userPath } from "../../../scripts/shared/user_path.ts";

for (
  const { path, startDir, expected } of [
    { path: "a.json", startDir: "/home/me", expected: "/home/me/a.json" },
    { path: "../a.json", startDir: "/home/me", expected: "/home/a.json" },
    { path: "/tmp/a.json", startDir: "/home/me", expected: "/tmp/a.json" },
  ]
) {
  Deno.test({
    name: `userPath() reads ${path} from ${startDir}`,
    permissions: "none",
    fn: () => assertEquals(userPath(path, startDir), expected),
  });
}
