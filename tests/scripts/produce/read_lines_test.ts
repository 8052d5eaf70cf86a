import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { type Line, readLines } from "../../../scripts/produce/read_lines.ts";

const encoder = new TextEncoder();

/** Reads bytes that come so many at a time. */
async function read(bytes: Uint8Array, chunk: number): Promise<Line[]> {
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += chunk) {
      yield await Promise.resolve(bytes.slice(i, i + chunk));
    }
  }
  const lines: Line[] = [];
  for await (const some of readLines(chunks())) lines.push(...some);
  return lines;
}

const long = "x".repeat(1_200_000);
const tooLong = { reason: "longer than 1048576 bytes" };

for (
  const { what, text, lines } of [
    { what: "nothing", text: "", lines: [] },
    { what: "one line", text: "a\n", lines: ["a"] },
    { what: "a last line without an end", text: "a\nb", lines: ["a", "b"] },
    { what: "empty lines", text: "\n\na\n", lines: ["", "", "a"] },
    {
      what: "letters of several bytes",
      text: "Zürich\n東京\n🌦\n",
      lines: ["Zürich", "東京", "🌦"],
    },
  ]
) {
  const bytes = encoder.encode(text);
  for (const chunk of [1, 2, 3, 1000]) {
    Deno.test(`readLines() reads ${what}, ${chunk} bytes at a time`, async () => {
      assertEquals(await read(bytes, chunk), lines);
      assertEquals(await read(gzipSync(bytes), chunk), lines);
    });
  }
}

Deno.test("readLines() says which lines are not UTF-8", async () => {
  const bytes = Uint8Array.of(97, 10, 0xff, 98, 10, 99);
  assertEquals(await read(bytes, 100), ["a", { reason: "not UTF-8" }, "c"]);
});

for (
  const { where, text, lines } of [
    { where: "first", text: `${long}\na\n`, lines: [tooLong, "a"] },
    {
      where: "in the middle",
      text: `a\n${long}\nb`,
      lines: ["a", tooLong, "b"],
    },
    { where: "last", text: `a\n${long}`, lines: ["a", tooLong] },
  ]
) {
  Deno.test(`readLines() does not keep a line that is too long, ${where}`, async () => {
    assertEquals(await read(encoder.encode(text), 65_536), lines);
  });
}

Deno.test("readLines() reads several gzip files one after the other", async () => {
  const bytes = [...gzipSync("a\n"), ...gzipSync("b\n")];
  assertEquals(await read(Uint8Array.from(bytes), 7), ["a", "b"]);
});

Deno.test("readLines() fails on gzip that ends early", async () => {
  const bytes = gzipSync("a\n".repeat(1000));
  await assertRejects(
    () => read(bytes.subarray(0, -9), 10),
    Error,
    "unexpected end",
  );
});
