/** A file of CQL; `name` is what messages call it. */
export interface CqlFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A piece of CQL text.
 * - `word`: an unquoted name, a keyword or a number; `value` is in lower case.
 * - `quoted`: a name in double quotes; `value` is without them.
 * - `string`: a text in single quotes or between `$$`; `value` is without them.
 * - `symbol`: any other single character.
 * - `end`: the end of the text.
 */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "symbol" | "end";
  readonly value: string;
  /** Offset of the first character in the text. */
  readonly start: number;
  /** Offset after the last character. */
  readonly end: number;
}

/** CQL text that cannot be understood: where, what was expected, and what is there. */
export class CqlSyntaxError extends SyntaxError {
  override readonly name = "CqlSyntaxError";
  /** Name of the file, if the text came from one. */
  readonly file: string | undefined;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1. */
  readonly column: number;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, source: string | CqlFile, offset: number) {
    const { name, text } = typeof source === "string"
      ? { name: undefined, text: source }
      : source;
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = offset - before.lastIndexOf("\n");
    const place = name === undefined
      ? `line ${line}:${column}`
      : `${name}:${line}:${column}`;
    super(`Cannot read CQL at ${place}: ${reason}`);
    this.file = name;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}

const skipped = /(?:[\s\uFEFF]+|--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const word = /[A-Za-z0-9_]+/y;
const delimited = {
  '"': { kind: "quoted", pattern: /"([^"]*(?:""[^"]*)*)"/y, what: "name" },
  "'": { kind: "string", pattern: /'([^']*(?:''[^']*)*)'/y, what: "string" },
  "$$": { kind: "string", pattern: /\$\$([\s\S]*?)\$\$/y, what: "string" },
  "/*": { kind: "string", pattern: /(?!)/y, what: "comment" },
} as const;

/**
 * Splits CQL text into tokens, comments left out; the last one is an `end`.
 *
 * @throws {CqlSyntaxError} at a string, quoted name or comment that has no end.
 */
export function tokenize(source: string | CqlFile): Token[] {
  const text = typeof source === "string" ? source : source.text;
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
  const push = (kind: Token["kind"], value: string, length: number) => {
    tokens.push({ kind, value, start: offset, end: offset + length });
    offset += length;
  };
  while (true) {
    offset += match(skipped)?.[0].length ?? 0;
    if (offset >= text.length) break;
    const plain = match(word);
    if (plain !== null) {
      push("word", plain[0].toLowerCase(), plain[0].length);
      continue;
    }
    const opening = openingAt(text, offset);
    if (opening === undefined) {
      push("symbol", text.charAt(offset), 1);
      continue;
    }
    const { kind, pattern, what } = delimited[opening];
    const found = match(pattern);
    if (found === null) {
      throw new CqlSyntaxError(
        `this ${what} has no closing ${opening === "/*" ? "*/" : opening}`,
        source,
        offset,
      );
    }
    const value = opening === "$$"
      ? found[1]!
      : found[1]!.replaceAll(opening + opening, opening);
    push(kind, value, found[0].length);
  }
  push("end", "", 0);
  return tokens;
}

function openingAt(
  text: string,
  offset: number,
): keyof typeof delimited | undefined {
  const one = text.charAt(offset);
  if (one === '"' || one === "'") return one;
  const two = text.slice(offset, offset + 2);
  return two === "$$" || two === "/*" ? two : undefined;
}
