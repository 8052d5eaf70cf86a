import {
  type BigDecimal,
  decimalOf,
  parseBigDecimal,
  printBigDecimal,
} from "./java/big_decimal.ts";
import { printDouble } from "./java/float_text.ts";

/** A JSON value as Jackson's tree holds it: numbers keep what was written. */
export type JsonNode =
  | { readonly kind: "null" | "missing" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** Written without point and exponent. */
  | { readonly kind: "integer"; readonly value: bigint }
  /** Written with a point or an exponent. */
  | { readonly kind: "decimal"; readonly value: BigDecimal }
  /** `NaN` and the infinities, which only lenient readers take. */
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, JsonNode> };

/** What a reader allows beyond JSON, by Jackson's names of the features. */
export interface JsonReadOptions {
  /** `ALLOW_LEADING_ZEROS_FOR_NUMBERS`. @default {false} */
  readonly leadingZeros?: boolean;
  /**
   * Single quotes, unquoted names, missing values in arrays, NaN and the infinities, as the sink reads text for
   * collections. @default {false}
   */
  readonly lenient?: boolean;
  /** Whether text after the first value is an error, rather than ignored. @default {false} */
  readonly failOnTrailing?: boolean;
}

/** The text is not JSON to Jackson. */
export class JsonTextError extends SyntaxError {
  override readonly name = "JsonTextError";
}

/**
 * Reads the first JSON value of a text as Jackson does. Blank text is `missing`; of a name that occurs twice in an
 * object the last one counts.
 *
 * @throws {JsonTextError} where Jackson throws.
 */
export function readJson(
  text: string,
  options: JsonReadOptions = {},
): JsonNode {
  return new JsonReader(text.replace(/^\uFEFF/, ""), options).read();
}

/** `JsonNode.asText()`: the text of a scalar, empty for a container. */
export function nodeText(node: JsonNode): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "string":
      return node.value;
    case "integer":
      return node.value.toString();
    case "decimal":
      return printBigDecimal(node.value);
    case "double":
      return printDouble(node.value);
    default:
      return "";
  }
}

/** The tree as Jackson writes it, without blanks. */
export function printJson(node: JsonNode): string {
  switch (node.kind) {
    case "missing":
      return "";
    case "string":
      return quote(node.value);
    case "double":
      return Number.isFinite(node.value)
        ? printDouble(node.value)
        : quote(printDouble(node.value));
    case "array":
      return `[${node.items.map(printJson).join(",")}]`;
    case "object":
      return `{${
        [...node.fields].map(([name, field]) =>
          `${quote(name)}:${printJson(field)}`
        ).join(",")
      }}`;
    default:
      return nodeText(node);
  }
}

/** The kind of a node by the name that Jackson's messages use. */
export function nodeTypeName(node: JsonNode): string {
  switch (node.kind) {
    case "integer":
    case "decimal":
    case "double":
      return "NUMBER";
    default:
      return node.kind.toUpperCase();
  }
}

const maxDepth = 1000;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonReader {
  #position = 0;

  constructor(readonly text: string, readonly options: JsonReadOptions) {}

  read(): JsonNode {
    this.#skipBlanks();
    if (this.#position >= this.text.length) return { kind: "missing" };
    const node = this.#value(0);
    if (this.options.failOnTrailing) {
      this.#skipBlanks();
      if (this.#position < this.text.length) throw this.#error();
    }
    return node;
  }

  #value(depth: number): JsonNode {
    if (depth > maxDepth) throw this.#error();
    const char = this.text[this.#position];
    switch (char) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return { kind: "string", value: this.#string('"') };
      case "'":
        if (!this.options.lenient) throw this.#error();
        return { kind: "string", value: this.#string("'") };
    }
    if (char !== undefined && /[-+.0-9NI]/.test(char)) {
      const number = this.#number();
      // Only values that stand alone must be followed by a blank.
      if (depth === 0 && /[^ \t\r\n]/.test(this.text[this.#position] ?? " ")) {
        throw this.#error();
      }
      return number;
    }
    for (
      const [word, node] of [
        ["true", { kind: "boolean", value: true }],
        ["false", { kind: "boolean", value: false }],
        ["null", { kind: "null" }],
      ] as const
    ) {
      if (this.#word(word)) return node;
    }
    throw this.#error();
  }

  #object(depth: number): JsonNode {
    const fields = new Map<string, JsonNode>();
    this.#position++;
    this.#skipBlanks();
    if (this.#take("}")) return { kind: "object", fields };
    while (true) {
      this.#skipBlanks();
      const name = this.#fieldName();
      this.#skipBlanks();
      if (!this.#take(":")) throw this.#error();
      this.#skipBlanks();
      // As in a list, the lenient reader takes a value that is left out for null.
      const missing = this.options.lenient && this.text[this.#position] === ",";
      fields.set(name, missing ? { kind: "null" } : this.#value(depth + 1));
      this.#skipBlanks();
      if (this.#take("}")) return { kind: "object", fields };
      if (!this.#take(",")) throw this.#error();
    }
  }

  #array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#position++;
    this.#skipBlanks();
    if (this.#take("]")) return { kind: "array", items };
    while (true) {
      this.#skipBlanks();
      const next = this.text[this.#position];
      if (this.options.lenient && (next === "," || next === "]")) {
        items.push({ kind: "null" });
      } else items.push(this.#value(depth + 1));
      this.#skipBlanks();
      if (this.#take("]")) return { kind: "array", items };
      if (!this.#take(",")) throw this.#error();
    }
  }

  #fieldName(): string {
    const char = this.text[this.#position];
    if (char === '"') return this.#string('"');
    if (this.options.lenient) {
      if (char === "'") return this.#string("'");
      const name = /^[\p{L}\p{N}_$@#*+-]+/u.exec(
        this.text.slice(this.#position),
      );
      if (name !== null) {
        this.#position += name[0].length;
        return name[0];
      }
    }
    throw this.#error();
  }

  #string(quote: '"' | "'"): string {
    const { text } = this;
    let value = "";
    let start = ++this.#position;
    while (true) {
      const char = text[this.#position];
      if (char === undefined || char < " ") throw this.#error();
      if (char === quote) {
        value += text.slice(start, this.#position++);
        return value;
      }
      if (char !== "\\") {
        this.#position++;
        continue;
      }
      value += text.slice(start, this.#position) + this.#escape();
      start = this.#position;
    }
  }

  #escape(): string {
    const char = this.text[this.#position + 1] ?? "";
    const hex = this.text.slice(this.#position + 2, this.#position + 6);
    if (char === "u" && /^[0-9A-Fa-f]{4}$/.test(hex)) {
      this.#position += 6;
      return String.fromCharCode(parseInt(hex, 16));
    }
    const plain = escapes[char];
    if (plain === undefined) throw this.#error();
    this.#position += 2;
    return plain;
  }

  #number(): JsonNode {
    const rest = this.text.slice(this.#position, this.#position + 1100);
    if (this.options.lenient) {
      const special = /^(NaN|[+-]?(?:INF|Infinity))(?![\p{L}\p{N}_$])/u.exec(
        rest,
      );
      if (special !== null) {
        this.#position += special[0].length;
        return {
          kind: "double",
          value: special[0] === "NaN"
            ? NaN
            : special[0].startsWith("-")
            ? -Infinity
            : Infinity,
        };
      }
    }
    const pattern = this.options.leadingZeros
      ? /^(-?)0*(\d+)(\.\d+)?([eE][+-]?\d+)?/
      : /^(-?)(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/;
    const match = pattern.exec(rest);
    if (match === null) throw this.#error();
    this.#position += match[0].length;
    const [, sign = "", whole = "", fraction, exponent] = match;
    if (fraction === undefined && exponent === undefined) {
      return { kind: "integer", value: BigInt(whole) * (sign ? -1n : 1n) };
    }
    const value = parseBigDecimal(
      sign + whole + (fraction ?? "") + (exponent ?? ""),
    );
    if (value === null) throw this.#error();
    return { kind: "decimal", value };
  }

  #word(word: string): boolean {
    if (!this.text.startsWith(word, this.#position)) return false;
    const after = this.text[this.#position + word.length] ?? "";
    if (/[\p{L}\p{N}_$]/u.test(after)) return false;
    this.#position += word.length;
    return true;
  }

  #take(char: string): boolean {
    if (this.text[this.#position] !== char) return false;
    this.#position++;
    return true;
  }

  #skipBlanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.#position] ?? "")) this.#position++;
  }

  #error(): JsonTextError {
    const found = this.text[this.#position];
    return new JsonTextError(
      found === undefined
        ? "the JSON ends too early"
        : `${JSON.stringify(found)} at character ${
          this.#position + 1
        } does not fit JSON`,
    );
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** A number node of an integer. */
export function integerNode(value: bigint): JsonNode {
  return { kind: "integer", value };
}

/** The exact decimal of a number node; null for NaN and the infinities. */
export function nodeDecimal(node: JsonNode): BigDecimal | null {
  if (node.kind === "integer") return decimalOf(node.value);
  return node.kind === "decimal" ? node.value : null;
}
