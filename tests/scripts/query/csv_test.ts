import { assertEquals } from "@std/assert";
import { csvLine } from "../../../scripts/query/csv.ts";

for (
  const { what, values, line } of [
    {
      what: "plain values, a time in the producer's form",
      values: ["London", 280.5, new Date("2026-11-25T08:00:00Z"), 0],
      line: "London,280.5,2026-11-25T08:00:00Z,0",
    },
    {
      what: "milliseconds where there are some",
      values: [new Date("2026-11-25T08:00:00.250Z")],
      line: "2026-11-25T08:00:00.250Z",
    },
    { what: "null as nothing", values: ["Oslo", null, 1], line: "Oslo,,1" },
    {
      what: "commas, quotes and line ends in quotes",
      values: ["Washington, D.C.", 'the "Big" Apple', "a\r\nb"],
      line: '"Washington, D.C.","the ""Big"" Apple","a\r\nb"',
    },
    {
      what: "texts that a spreadsheet would run, after an apostrophe",
      values: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("x","y")'],
      line: `'=1+1,'+1,'-1,'@SUM(A1),'\tx,"'=HYPERLINK(""x"",""y"")"`,
    },
    { what: "numbers below zero as numbers", values: [-3.5], line: "-3.5" },
    {
      what: "other letters as they are",
      values: ["São Paulo", "東京"],
      line: "São Paulo,東京",
    },
  ]
) {
  Deno.test(`csvLine() writes ${what}`, () => {
    assertEquals(csvLine(values), `${line}\r\n`);
  });
}
