import { assertEquals } from "@std/assert";
import { packMessages } from "../../../scripts/produce/pack_messages.ts";

for (
  const { what, values } of [
    { what: "no values", values: [] },
    { what: "plain values", values: ["{}", "", '{"a":1.0}'] },
    { what: "values of several bytes a letter", values: ["Zürich", "x", "🌦"] },
  ]
) {
  Deno.test(`packMessages() makes ${what} bytes, each its own`, () => {
    const messages = values.map((value, i) => ({
      key: `Malmö ${i}`,
      value,
      headers: { units: "standard" },
    }));
    const packed = packMessages(messages).map(({ key, value, headers }) => ({
      key: String(key),
      value: String(value),
      headers: { units: String(headers?.units) },
    }));
    assertEquals(packed, messages);
  });
}
