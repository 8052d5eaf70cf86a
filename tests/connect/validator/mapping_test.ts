import { assert, assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import {
  bindVariable,
  fieldSource,
  type Mapping,
  MappingSyntaxError,
  parseMapping,
  parseMappingEntries,
  printMapping,
} from "../../../connect/validator/mapping.ts";

// What the sink's engine (1.0.15) itself makes of each mapping: columns and fields, or the offset where it refuses it.
for (
  const { text, pairs } of [
    { text: "a=value.a", pairs: [["a", "value.a"]] },
    {
      text: " a =\tvalue.a ,\n b=key ",
      pairs: [["a", "value.a"], ["b", "key"]],
    },
    { text: '"A""b"=value.a', pairs: [['A"b', "value.a"]] },
    { text: 'a="value.x y"', pairs: [["a", "value.x y"]] },
    { text: "a=value.my field", pairs: [["a", "value.myfield"]] },
    { text: "a=value.", pairs: [["a", "value."]] },
    { text: "a=value..b", pairs: [["a", "value..b"]] },
    { text: "a=now( )", pairs: [["a", "now()"]] },
    { text: "a= now ()", pairs: [["a", "now()"]] },
    { text: "a=ks.now()", pairs: [["a", "ks.now()"]] },
    { text: "a=now(b,c)", pairs: [["a", "now(b,c)"]] },
    { text: 'a="now"()', pairs: [["a", '"now"()']] },
    { text: "1=value.1", pairs: [["1", "value.1"]] },
    { text: "a=value.a()", pairs: [["a", "value.a()"]] },
    { text: "key=value.a", pairs: [["key", "value.a"]] },
  ]
) {
  Deno.test(`parseMapping() reads ${JSON.stringify(text)} as the engine does`, () => {
    assertEquals(
      parseMapping(text).entries.map((
        { column, field },
      ) => [column.text, field.text]),
      pairs,
    );
  });
}

for (
  const { text, start } of [
    { text: "", start: 0 },
    { text: " ", start: 1 },
    { text: "a", start: 1 },
    { text: "a=", start: 2 },
    { text: "=value.a", start: 0 },
    { text: "a==value.a", start: 2 },
    { text: "a=value.a,", start: 10 },
    { text: ",a=value.a", start: 0 },
    { text: "a=value.a,,b=value.b", start: 10 },
    { text: "a=value.a b=value.b", start: 11 },
    { text: "a=value.a;b=value.b", start: 9 },
    { text: "a-b=value.a", start: 1 },
    { text: "a=value.a-b", start: 9 },
    { text: "a=value.é", start: 8 },
    { text: "a=$value.b", start: 2 },
    { text: "a=.value", start: 2 },
    { text: "a.b=value.b", start: 1 },
    { text: "a b=value.b", start: 2 },
    { text: 'a="value.b', start: 2 },
    { text: '""=value.a', start: 0 },
    { text: 'a=value."b"', start: 2 },
    { text: "a=(value.a)", start: 2 },
    { text: "a=value.a)", start: 9 },
    { text: "a=value.a\f", start: 9 },
  ]
) {
  Deno.test(`parseMapping() refuses ${JSON.stringify(text)} at ${start}`, () => {
    const error = assertThrows(() => parseMapping(text), MappingSyntaxError);
    assertEquals(error.start, start);
    assert(error.end >= error.start && error.end <= text.length);
  });
}

for (
  const { field, source } of [
    { field: "key", source: { part: "key", name: null } },
    { field: "value", source: { part: "value", name: null } },
    { field: '"value"', source: { part: "value", name: null } },
    { field: "value.__self", source: { part: "value", name: null } },
    { field: "value.a.b", source: { part: "value", name: "a.b" } },
    { field: '"value.a-b"', source: { part: "value", name: "a-b" } },
    { field: "header.h", source: { part: "header", name: "h" } },
    { field: "now()", source: { part: "now" } },
    { field: '"now()"', source: { part: "now" } },
    { field: "NOW()", source: null },
    { field: "now", source: null },
    { field: "Value.a", source: null },
    { field: "header", source: null },
    { field: "city", source: null },
  ]
) {
  Deno.test(`fieldSource() tells what ${field} stands for`, () => {
    assertEquals(
      fieldSource(parseMapping(`a=${field}`).entries[0]!.field),
      source as ReturnType<typeof fieldSource>,
    );
  });
}

Deno.test("bindVariable() reserves __ttl and __timestamp only unquoted and in lower case", () => {
  const text =
    '__ttl=value.a, "__ttl"=value.a, __TTL=value.a, __timestamp=value.a';
  assertEquals(
    parseMapping(text).entries.map(({ column }) => bindVariable(column)),
    ["message_internal_ttl", "__ttl", "__TTL", "message_internal_timestamp"],
  );
});

Deno.test("parseMappingEntries() tells every entry that does not follow the grammar", () => {
  const { mapping, errors } = parseMappingEntries(
    "a=value.a-b, b=value.b, c, d=value.d,",
  );
  assertEquals(mapping.entries.map(({ column }) => column.text), ["b", "d"]);
  assertEquals(errors.map(({ start }) => start), [9, 25, 37]);
});

const word = fc.stringMatching(/^[0-9A-Za-z_]{1,8}$/);
const anyName = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
const writtenName = fc.oneof(
  word,
  anyName.map((name) => `"${name.replaceAll('"', '""')}"`),
);
const writtenField = fc.oneof(
  fc.tuple(fc.constantFrom("value", "key", "header"), word).map((parts) =>
    parts.join(".")
  ),
  fc.constantFrom("value", "key", "now()"),
  writtenName,
);
const writtenMapping = fc.array(fc.tuple(writtenName, writtenField), {
  minLength: 1,
  maxLength: 5,
}).map((entries) =>
  entries.map(([column, field]) => `${column} = ${field}`).join(" , ")
);

Deno.test("printMapping() is stable, and keeps what parseMapping() read", () => {
  fc.assert(
    fc.property(writtenMapping, (text) => {
      const mapping = parseMapping(text);
      const printed = printMapping(mapping);
      assertEquals(printMapping(parseMapping(printed)), printed);
      assertEquals(meaningOf(parseMapping(printed)), meaningOf(mapping));
    }),
    { numRuns: 500 },
  );
});

Deno.test("parseMapping() throws nothing but MappingSyntaxError, on arbitrary text", () => {
  const pieces = fc.constantFrom(
    ..."abc1_=,.()\"'; \t\n-é😀\0",
    "value",
    "key.",
    "now()",
    '""',
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { errors } = parseMappingEntries(text);
      try {
        printMapping(parseMapping(text));
        assertEquals(errors, []);
      } catch (error) {
        assert(error instanceof MappingSyntaxError, String(error));
        assert(errors.length > 0);
      }
    }),
    { numRuns: 2000 },
  );
});

function meaningOf(mapping: Mapping) {
  return mapping.entries.map(({ column, field }) => [
    bindVariable(column),
    field.text,
    fieldSource(field),
  ]);
}
