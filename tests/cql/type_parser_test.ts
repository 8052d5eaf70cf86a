import { assertEquals, assertThrows } from "@std/assert";
import { CqlSyntaxError } from "../../cql/lexer.ts";
import {
  type FindUdt,
  parseCqlType,
  printCqlType,
} from "../../cql/type_parser.ts";

const find: FindUdt = (keyspace, name) =>
  keyspace === "ks" && ["place", "My Type"].includes(name)
    ? [{ name: "x", type: { kind: "native", name: "int" } }]
    : undefined;

for (
  const [text, printed] of [
    ["text", "text"],
    ["varchar", "text"],
    ["INT", "int"],
    ["frozen<list<text>>", "frozen<list<text>>"],
    ["frozen<list<frozen<set<int>>>>", "frozen<list<frozen<set<int>>>>"],
    ["map<text,frozen<place>>", "map<text, frozen<place>>"],
    ['set<frozen<"My Type">>', 'set<frozen<"My Type">>'],
    ["tuple<int, frozen<tuple<text, uuid>>>", "tuple<int, tuple<text, uuid>>"],
    ["vector<float, 1536>", "vector<float, 1536>"],
    ["ks.place", "place"],
    ["'org.example.Custom'", "'org.example.Custom'"],
  ] as const
) {
  Deno.test(`parseCqlType() and printCqlType() understand ${text}`, () => {
    const type = parseCqlType(text, { keyspace: "ks", find });
    assertEquals(printCqlType(type), printed);
    assertEquals(parseCqlType(printed, { keyspace: "ks", find }), {
      ...type,
      ...(text === "varchar" ? { name: "text" } : {}),
    });
  });
}

for (
  const [text, reason] of [
    ["", "expected a type, found the end of the text"],
    ["list<text", 'expected ">", found the end of the text'],
    ["map<text>", 'expected ",", found ">"'],
    ["text text", 'expected the end of the type, found "text"'],
    [
      "constructor<text>",
      "unknown type constructor: neither a type of CQL nor created in keyspace ks",
    ],
    [
      "other.place",
      "a type of another keyspace, other, cannot be used here in ks",
    ],
    ["vector<float, 0>", 'expected the number of dimensions, found "0"'],
  ] as const
) {
  Deno.test(`parseCqlType() refuses "${text}"`, () => {
    const error = assertThrows(
      () => parseCqlType(text, { keyspace: "ks", find }),
      CqlSyntaxError,
    );
    assertEquals(error.reason, reason);
  });
}
