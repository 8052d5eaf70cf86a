import { assertEquals, assertThrows } from "@std/assert";
import {
  parseSampleFile,
  SampleFileError,
} from "../../../../connect/validator/simulate/sample_record.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("parseSampleFile() reads a record of all fields, and counts lines", () => {
  const text = `
{"topic":"t","partition":2,"key":"k","value":"{}","headers":{"u":"metric"},"timestamp":1700000000000}

{"topic":"t","keyBase64":"AAE=","value":null,"headers":[["u","a"],["u",null]]}
`;
  assertEquals(parseSampleFile(text), [
    {
      topic: "t",
      partition: 2,
      key: bytes("k"),
      value: bytes("{}"),
      headers: [{ key: "u", value: bytes("metric") }],
      timestamp: 1700000000000n,
      line: 2,
    },
    {
      topic: "t",
      partition: 0,
      key: Uint8Array.of(0, 1),
      value: null,
      headers: [{ key: "u", value: bytes("a") }, { key: "u", value: null }],
      timestamp: null,
      line: 4,
    },
  ]);
});

for (
  const { fault, line, reason } of [
    { fault: "text", line: "hello", reason: "it is not JSON" },
    { fault: "a list", line: "[]", reason: "it must be a JSON object" },
    {
      fault: "a record without topic",
      line: `{"value":"x"}`,
      reason: `"topic" must be a text that is not empty`,
    },
    {
      fault: "a record without value",
      line: `{"topic":"t"}`,
      reason: `there must be a "value"`,
    },
    {
      fault: "a value that is an object",
      line: `{"topic":"t","value":{"a":1}}`,
      reason: `"value" must be the record's text as on the wire`,
    },
    {
      fault: "both forms of a value",
      line: `{"topic":"t","value":"a","valueBase64":"YQ=="}`,
      reason: `"value" and "valueBase64" exclude each other`,
    },
    {
      fault: "broken Base64",
      line: `{"topic":"t","valueBase64":"%"}`,
      reason: `"valueBase64" is not Base64`,
    },
    {
      fault: "a header that is a number",
      line: `{"topic":"t","value":"a","headers":{"h":1}}`,
      reason: `"headers" must be an object of texts`,
    },
    {
      fault: "a fraction of a timestamp",
      line: `{"topic":"t","value":"a","timestamp":1.5}`,
      reason: `"timestamp" must be milliseconds`,
    },
    {
      fault: "a misspelt field",
      line: `{"topic":"t","vlaue":"a"}`,
      reason: `"vlaue" is not one of`,
    },
  ]
) {
  Deno.test(`parseSampleFile() refuses ${fault}, naming the line`, () => {
    const error = assertThrows(
      () => parseSampleFile(`{"topic":"t","value":"a"}\n${line}`),
      SampleFileError,
      `Cannot read line 2 of the sample: ${reason}`,
    );
    assertEquals(error.line, 2);
  });
}
