import { assertEquals } from "@std/assert";
import { kindOfReason } from "../../../scripts/dlq/list.ts";

for (
  const { what, reason, kind } of [
    { what: "no reason", reason: null, kind: "(no reason)" },
    {
      what: "texts in quotes",
      reason: 'column n of ks.t1 (int) cannot take "a \\"b" from value.n',
      kind: 'column n of ks.t1 (int) cannot take "…" from value.n',
    },
    {
      what: "numbers",
      reason: "it is -12.5e3, but at most 100",
      kind: "it is …, but at most …",
    },
    { what: "line breaks", reason: "one\n two", kind: "one two" },
  ]
) {
  Deno.test(`kindOfReason() takes away ${what}`, () => {
    assertEquals(kindOfReason(reason), kind);
  });
}
