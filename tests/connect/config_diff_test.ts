import { printChanges } from "../../connect/plan_report.ts";
import { assertEquals } from "@std/assert";
import {
  diffConfigs,
  isSecretSetting,
  redactConfig,
} from "../../connect/config_diff.ts";

const mapping = "topic.t.ks.tbl.mapping";

for (
  const { what, before, after } of [
    { what: "equal configs", before: { a: "1" }, after: { a: "1" } },
    { what: "the name left out", before: { name: "x" }, after: {} },
    {
      what: "a mapping's order and blanks",
      before: { [mapping]: "a=value.a,b=value.b" },
      after: { [mapping]: " b = value.b ,\n a=value.a" },
    },
    {
      what: "quotes that a mapping's names need not have",
      before: { [mapping]: "a=value.a" },
      after: { [mapping]: '"a"="value.a"' },
    },
    {
      what: "a list's order and blanks",
      before: { topics: "a,b" },
      after: { topics: "b, a" },
    },
  ]
) {
  Deno.test(`diffConfigs() finds no difference in ${what}`, () => {
    assertEquals(diffConfigs(before, after), []);
  });
}

Deno.test("diffConfigs() tells settings added, removed and changed, by name", () => {
  assertEquals(
    diffConfigs(
      { "tasks.max": "1", gone: "x", same: "y" },
      { "tasks.max": "2", came: "z", same: "y" },
    ),
    [
      { name: "came", before: null, after: "z", entries: [] },
      { name: "gone", before: "x", after: null, entries: [] },
      { name: "tasks.max", before: "1", after: "2", entries: [] },
    ],
  );
});

Deno.test("diffConfigs() tells a mapping's entries by column", () => {
  const [change] = diffConfigs(
    { [mapping]: "a=value.a, b=value.b, c=value.c" },
    { [mapping]: "a=value.a, b=value.x, d=now()" },
  );
  assertEquals(change?.entries, [
    { name: "b", before: "value.b", after: "value.x" },
    { name: "c", before: "value.c", after: null },
    { name: "d", before: null, after: "now()" },
  ]);
});

Deno.test("diffConfigs() tells a quoted __ttl, which is a column, from the reserved one", () => {
  const [change] = diffConfigs(
    { [mapping]: "a=value.a, __ttl=value.t" },
    { [mapping]: 'a=value.a, "__ttl"=value.t' },
  );
  assertEquals(change?.entries.map(({ name }) => name), ["__ttl", '"__ttl"']);
});

for (
  const { what, text } of [
    { what: "cannot be parsed", text: "a=value.a,," },
    { what: "has a column twice", text: "a=value.a, a=value.b" },
  ]
) {
  Deno.test(`diffConfigs() shows a mapping as a whole that ${what}`, () => {
    assertEquals(diffConfigs({ [mapping]: text }, { [mapping]: "a=value.a" }), [
      { name: mapping, before: text, after: "a=value.a", entries: [] },
    ]);
  });
}

Deno.test("diffConfigs() hides secrets, but not references to them", () => {
  assertEquals(
    diffConfigs(
      { "auth.password": "old", "ssl.keystore.password": "x" },
      { "auth.password": "new", "ssl.keystore.password": "${env:KEYSTORE}" },
    ),
    [
      {
        name: "auth.password",
        before: "(hidden)",
        after: "(hidden, differs)",
        entries: [],
      },
      {
        name: "ssl.keystore.password",
        before: "(hidden)",
        after: "${env:KEYSTORE}",
        entries: [],
      },
    ],
  );
});

for (
  const { name, secret } of [
    { name: "auth.password", secret: true },
    { name: "ssl.openssl.privateKey", secret: true },
    { name: "consumer.override.sasl.jaas.config", secret: true },
    { name: "topic.t.ks.tbl.mapping", secret: false },
    { name: "key.converter", secret: false },
  ]
) {
  Deno.test(`isSecretSetting() is ${secret} for ${name}`, () => {
    assertEquals(isSecretSetting(name), secret);
  });
}

Deno.test("redactConfig() hides what is secret only", () => {
  assertEquals(redactConfig({ "auth.password": "p", port: "9042" }), {
    "auth.password": "(hidden)",
    port: "9042",
  });
});

Deno.test("printChanges() shows a mapping's entries with their fields, and a list's items", () => {
  const mapping = "topic.t.ks.t.mapping";
  const changes = diffConfigs(
    { [mapping]: "a=value.a, b=value.b", contactPoints: "x,y" },
    { [mapping]: "a=value.a, b=value.c", contactPoints: "y,z" },
  );
  assertEquals(
    printChanges(changes).split("\n"),
    [
      "  ~ contactPoints",
      "      - x",
      "      + z",
      "  ~ topic.t.ks.t.mapping",
      '      ~ b = "value.b" -> "value.c"',
    ],
  );
});
