import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import type { RowResult } from "../../bench/measure.ts";
import { renderSvg } from "../../bench/render_svg.ts";
import { formatNumber, renderRow } from "../../bench/render_table.ts";

const result: RowResult = {
  name: "sink-100",
  title: "Rows & <columns>",
  measures: [
    {
      name: "ours",
      isOurs: true,
      unit: "rec/s",
      values: [120_000, 100_000, 110_000],
      against: "theirs",
      target: { kind: "ratio", atLeast: 2.5 },
    },
    {
      name: "ours",
      isOurs: true,
      unit: "rec/s",
      values: [120_000, 100_000, 110_000],
      against: "others",
      target: { kind: "ratio", atLeast: 1.5 },
    },
    { name: "theirs", unit: "rec/s", values: [60_000, 50_000, 55_000] },
    { name: "others", unit: "rec/s", values: [60_000, 50_000, 60_000] },
    { name: "nobody's", unit: "ms", values: [] },
  ],
  notes: ["As it was."],
};

Deno.test("renderRow() shows ratios and targets first, then median and spread", () => {
  assertEquals(
    renderRow(result),
    `\
Rows & <columns>
               ratio  target           median      min      max
──────────────────────────────────────────────────────────────────────
ours / theirs  2.00×  ≥ 2.5×  missed  110,000  100,000  120,000  rec/s
ours / others  2.00×  ≥ 1.5×  met     110,000  100,000  120,000  rec/s
theirs                                 55,000   50,000   60,000  rec/s
others                                 60,000   50,000   60,000  rec/s
nobody's                                    -        -        -  ms
As it was.`,
  );
});

Deno.test("renderRow() says why a row could not be measured", () => {
  assertEquals(
    renderRow({ ...result, measures: [], failure: "the worker is gone" }),
    "Rows & <columns>\nnot measured: the worker is gone",
  );
});

Deno.test("renderSvg() draws a bar for each thing measured, ours in color", () => {
  const svg = renderSvg([result, { ...result, name: "tools" }], "a < b");
  assertEquals(svg.split('class="ours"').length - 1, 1);
  assertEquals(svg.split('class="theirs"').length - 1, 2);
  assertStringIncludes(svg, "Rows &amp; &lt;columns&gt;");
  assertStringIncludes(svg, "a &lt; b");
  assertStringIncludes(svg, "110,000 rec/s (2.00×, 2.00×)");
  assertStringIncludes(svg, "prefers-color-scheme: dark");
});

Deno.test("renderSvg() leaves details out, and room for the longest name", () => {
  const name = "a name of a thing that is longer than any other name here is";
  const long = { name, unit: "rec/s", values: [1] } as const;
  const widthOf = (svg: string) => Number(/width="(\d+)"/.exec(svg)?.[1]);
  const plain = renderSvg([result], "head");
  const wide = renderSvg(
    [{ ...result, measures: [...result.measures, long] }],
    "head",
  );
  assertStringIncludes(wide, name);
  assertGreater(widthOf(wide), widthOf(plain) + 100);
  const detail = { ...long, isDetail: true } as const;
  assertEquals(
    renderSvg([{ ...result, measures: [...result.measures, detail] }], "head"),
    plain,
  );
});

for (
  const { value, text, aligned } of [
    { value: 1234.5, text: "1,235", aligned: "1,235" },
    { value: 12, text: "12", aligned: "12.0" },
    { value: 1.5, text: "1.5", aligned: "1.50" },
    { value: 0.004, text: "0", aligned: "0.00" },
  ]
) {
  Deno.test(`formatNumber() writes ${value} as ${text}, aligned ${aligned}`, () => {
    assertEquals(formatNumber(value), text);
    assertEquals(formatNumber(value, { isAligned: true }), aligned);
  });
}
