import { assertEquals, assertThrows } from "@std/assert";
import { checkConnector } from "../../../connect/validator/check_connector.ts";
import {
  ConnectorDocumentError,
  hasProviderReference,
  parseConnectorDocument,
} from "../../../connect/validator/connector_config.ts";

Deno.test("parseConnectorDocument() reads the flat form, numbers and booleans as text", () => {
  assertEquals(
    parseConnectorDocument('{"name": "a", "tasks.max": 2, "jmx": false}'),
    {
      config: { name: "a", "tasks.max": "2", jmx: "false" },
      outerName: null,
      wrapped: false,
      unreadable: [],
      repeated: [],
    },
  );
});

Deno.test("parseConnectorDocument() takes the name beside the config for the connector's", () => {
  const { config, outerName } = parseConnectorDocument(
    '{"name": "a", "config": {"topics": "t"}}',
  );
  assertEquals(config, { topics: "t", name: "a" });
  assertEquals(outerName, "a");
});

Deno.test("parseConnectorDocument() keeps what is no text out of the config", () => {
  assertEquals(
    parseConnectorDocument('{"a": null, "b": [1], "c": {}}').unreadable,
    [
      { setting: "a", kind: "null" },
      { setting: "b", kind: "list" },
      { setting: "c", kind: "object" },
    ],
  );
});

for (const text of ["", "{", "[]", "1", '"a"', "null"]) {
  Deno.test(`parseConnectorDocument() throws ConnectorDocumentError for ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseConnectorDocument(text), ConnectorDocumentError);
  });
}

Deno.test("checkConnector() refuses two different names, and values that are no text", async () => {
  const document = parseConnectorDocument(
    '{"name": "a", "config": {"name": "b", "topics": ["t"]}}',
  );
  const { findings } = await checkConnector(document, { schema: null });
  assertEquals(
    findings.filter(({ code }) =>
      ["name-mismatch", "setting-not-text"].includes(code)
    ).map(({ setting }) => setting),
    ["topics", "name"],
  );
});

for (
  const { value, expected } of [
    { value: "${file:/a/b.properties:key}", expected: true },
    { value: "x-${env:NAME}-y", expected: true },
    { value: "${dir:/run/secrets:password}", expected: true },
    { value: "${topic}-${timestamp}", expected: false },
    { value: "$env:NAME", expected: false },
    { value: "", expected: false },
  ]
) {
  Deno.test(`hasProviderReference() is ${expected} for ${JSON.stringify(value)}`, () => {
    assertEquals(hasProviderReference(value), expected);
  });
}

for (
  const { text, repeated } of [
    { text: '{"a": "1",\n"b": "2"}', repeated: [] },
    {
      text: '{"a": "1",\n"b": "a:",\n"a" : "2"}',
      repeated: [{ setting: "a", lines: [1, 3] }],
    },
    {
      text: '{"name": "n", "config": {"name": "n",\n"\\u0061": "1", "a": "2"}}',
      repeated: [{ setting: "a", lines: [2, 2] }],
    },
    {
      text: '{"a": {"b": 1, "b": 2}, "c": ["x", "x"]}',
      repeated: [],
    },
  ]
) {
  Deno.test(`parseConnectorDocument() finds what stands twice in ${text}`, () => {
    assertEquals(parseConnectorDocument(text).repeated, repeated);
  });
}
