import { assertEquals } from "@std/assert";
import { CodecContext } from "../../../../connect/validator/simulate/codecs/context.ts";
import { encodeJson } from "../../../../connect/validator/simulate/codecs/json_codec.ts";
import {
  type ExternalType,
  typedEncoder,
} from "../../../../connect/validator/simulate/codecs/typed_codec.ts";
import type { ConnectValue } from "../../../../connect/validator/simulate/connect_value.ts";
import { readJson } from "../../../../connect/validator/simulate/json_text.ts";
import {
  NotSimulated,
  RecordRefused,
} from "../../../../connect/validator/simulate/refusal.ts";
import { stripDecimals } from "../../../../connect/validator/simulate/sink/field_value.ts";
import { cqlType } from "./_cql_type.ts";

/** What messaging-connectors-commons 1.0.15 answered: bytes in hexadecimal (all zero for a new UUID), null, or `refused`. */
interface EngineAnswer {
  readonly codec: Record<string, string>;
  readonly type: string;
  readonly via: string;
  readonly value: string;
  readonly answer: string | null;
}

const answers: EngineAnswer[] = Deno.readTextFileSync(
  new URL("engine_answers.jsonl", import.meta.url),
).trimEnd().split("\n").map((line) => JSON.parse(line));

for (
  const [title, group] of Map.groupBy(
    answers,
    ({ type, via }) => `${type} from ${via}`,
  )
) {
  Deno.test(`the codecs answer as the engine did: ${title}`, () => {
    for (const row of group) {
      assertEquals(
        answerTo(row) ?? row.answer,
        row.answer,
        JSON.stringify(row),
      );
    }
  });
}

Deno.test("the codecs leave few of the engine's answers open", () => {
  const open = answers.filter((row) => answerTo(row) === undefined);
  assertEquals(open.length < answers.length / 30, true, `${open.length} open`);
});

// undefined: not simulated, which is allowed anywhere but must be rare.
function answerTo(row: EngineAnswer): string | null | undefined {
  try {
    const bytes = encode(row);
    return bytes === null
      ? null
      : `0x${
        [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
      }`;
  } catch (error) {
    if (error instanceof NotSimulated) return undefined;
    if (error instanceof RecordRefused) return "refused";
    throw error;
  }
}

function encode({ codec, type, via, value }: EngineAnswer): Uint8Array | null {
  const context = new CodecContext(codec);
  if (via === "json") {
    const record = stripDecimals(readJson(`{"f":${value}}`));
    if (record.kind !== "object") throw new TypeError("Expected an object");
    return encodeJson(record.fields.get("f")!, cqlType(type), context);
  }
  const [external, input] = typedInput(via, value);
  return typedEncoder(external, cqlType(type), context)(input);
}

function typedInput(via: string, value: string): [ExternalType, ConnectValue] {
  const [kind, inner] = via.split("_");
  const items = value.split(",").filter((item) => item !== "");
  const scalar = (type: string, text: string): ConnectValue => {
    if (text === "null") return null;
    if (type.startsWith("int")) {
      return { kind: type as "int32", value: BigInt(text) };
    }
    if (type.startsWith("float")) {
      const number = Number(text);
      return {
        kind: type as "float32",
        value: type === "float32" ? Math.fround(number) : number,
      };
    }
    return { kind: "string", value: text };
  };
  const nameOf = (type: string) =>
    ({ kind: type === "text" ? "string" : type }) as ExternalType;
  switch (kind) {
    case "list":
      return [
        { kind: "array", element: nameOf(inner!) },
        { kind: "array", items: items.map((item) => scalar(inner!, item)) },
      ];
    case "map":
      return [
        { kind: "map", key: nameOf("text"), value: nameOf("text") },
        {
          kind: "map",
          entries: items.map((item) => {
            const [key, field] = item.split("=");
            return [scalar("text", key!), scalar("text", field!)];
          }),
        },
      ];
    case "boolean":
      return [{ kind }, { kind, value: value === "true" }];
    case "bytes":
      return [{ kind }, { kind, value: new TextEncoder().encode(value) }];
    default:
      return [
        nameOf(kind!),
        kind === "text" ? { kind: "string", value } : scalar(kind!, value),
      ];
  }
}
