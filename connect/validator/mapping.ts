/** A word of a mapping: a column's name, or a field's path when quoted. Offsets are UTF-16 units of the mapping's text. */
export interface MappingWord {
  /** The name meant: without the surrounding quotes, doubled quotes undoubled. */
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** The right-hand side of an entry: the path of a field of the record (`value.city`), or a function call (`now()`). */
export interface MappingField extends MappingWord {
  readonly kind: "path" | "function";
}

/** One `column=field` of a mapping. */
export interface MappingEntry {
  readonly column: MappingWord;
  readonly field: MappingField;
  readonly start: number;
  readonly end: number;
}

/** What a `topic.<topic>.<keyspace>.<table>.mapping` says, in the order written. */
export interface Mapping {
  readonly entries: readonly MappingEntry[];
}

/**
 * Where a field's value comes from. A null `name` is the whole key or value; there are no nested paths, so a name may
 * hold dots.
 */
export type FieldSource =
  | { readonly part: "key" | "value"; readonly name: string | null }
  | { readonly part: "header"; readonly name: string }
  | { readonly part: "now" };

/** The mapping does not follow the grammar; offsets say where. */
export class MappingSyntaxError extends SyntaxError {
  override readonly name = "MappingSyntaxError";

  constructor(message: string, readonly start: number, readonly end: number) {
    super(message);
  }
}

/** Bind variable behind the unquoted column `__ttl`. */
export const ttlVariable = "message_internal_ttl";

/** Bind variable behind the unquoted column `__timestamp`. */
export const timestampVariable = "message_internal_timestamp";

/**
 * Parses a mapping by the grammar of the sink's engine (1.0.15): entries `column=field` separated by commas, blanks
 * between tokens ignored.
 *
 * @throws {MappingSyntaxError} at the first token that does not fit, and nothing else.
 */
export function parseMapping(text: string): Mapping {
  const tokens = new TokenReader(text);
  const entries = [parseEntry(tokens)];
  while (tokens.peek().kind === ",") {
    tokens.next();
    entries.push(parseEntry(tokens));
  }
  const rest = tokens.peek();
  if (rest.kind !== "end") {
    throw unexpected(rest, "a comma or the end of the mapping", text);
  }
  return { entries };
}

/**
 * Parses as {@linkcode parseMapping} does, but goes on after the next comma where an entry does not follow the grammar,
 * so that all such entries are told at once. The mapping has the entries that do.
 */
export function parseMappingEntries(
  text: string,
): {
  readonly mapping: Mapping;
  readonly errors: readonly MappingSyntaxError[];
} {
  const tokens = new TokenReader(text);
  const entries: MappingEntry[] = [];
  const errors: MappingSyntaxError[] = [];
  let more = true;
  while (more) {
    try {
      const entry = parseEntry(tokens);
      const after = tokens.next();
      if (after.kind !== "," && after.kind !== "end") {
        throw unexpected(after, "a comma or the end of the mapping", text);
      }
      entries.push(entry);
      more = after.kind === ",";
    } catch (error) {
      if (!(error instanceof MappingSyntaxError)) throw error;
      errors.push(error);
      // Behind a quote that is never closed nothing can be told apart.
      const comma = text[error.start] === '"' && error.end === error.start + 1
        ? -1
        : text.indexOf(",", error.start);
      more = comma !== -1;
      if (more) tokens.moveTo(comma + 1);
    }
  }
  return { mapping: { entries }, errors };
}

/** Writes a mapping so that {@linkcode parseMapping} reads the same entries, each name quoted only where it must be. */
export function printMapping(mapping: Mapping): string {
  return mapping.entries.map(({ column, field }) =>
    `${printColumn(column)}=${printField(field)}`
  ).join(", ");
}

/** The record's part that a field names, or null for a name that the sink refuses. */
export function fieldSource(field: MappingField): FieldSource | null {
  const { text } = field;
  if (text === "now()") return { part: "now" };
  if (text === "key" || text === "value") return { part: text, name: null };
  const dot = text.indexOf(".");
  const part = text.slice(0, dot);
  const name = text.slice(dot + 1);
  switch (part) {
    case "key":
    case "value":
      return { part, name: name === "__self" ? null : name };
    case "header":
      return { part, name };
    default:
      return null;
  }
}

/**
 * Name of the bind variable that an entry fills: its column's, or, for an unquoted `__ttl` or `__timestamp`, the
 * reserved one.
 */
export function bindVariable(column: MappingWord): string {
  if (!column.quoted && column.text === "__ttl") return ttlVariable;
  if (!column.quoted && column.text === "__timestamp") return timestampVariable;
  return column.text;
}

/** Whether a bind variable carries the TTL or the write time instead of a column's value. */
export function isReservedVariable(variable: string): boolean {
  return variable === ttlVariable || variable === timestampVariable;
}

interface Token {
  readonly kind: "word" | "quoted" | "," | "=" | "." | "(" | ")" | "end";
  readonly start: number;
  readonly end: number;
}

const wordPattern = /[0-9A-Za-z_]+/y;

class TokenReader {
  #position = 0;
  #peeked: Token | null = null;

  constructor(readonly text: string) {}

  peek(): Token {
    return this.#peeked ??= this.#read();
  }

  /** Goes on reading at an offset. */
  moveTo(offset: number): void {
    this.#position = offset;
    this.#peeked = null;
  }

  next(): Token {
    const token = this.peek();
    this.#peeked = null;
    return token;
  }

  #read(): Token {
    const { text } = this;
    while (/[\t\n\r ]/.test(text.charAt(this.#position))) this.#position++;
    const start = this.#position;
    const token = (kind: Token["kind"], end: number): Token => {
      this.#position = end;
      return { kind, start, end };
    };
    const char = text.charAt(start);
    switch (char) {
      case "":
        return { kind: "end", start, end: start };
      case ",":
      case "=":
      case ".":
      case "(":
      case ")":
        return token(char, start + 1);
      case '"':
        return token("quoted", this.#quotedEnd(start));
    }
    wordPattern.lastIndex = start;
    const word = wordPattern.exec(text);
    if (word !== null) return token("word", start + word[0].length);
    throw new MappingSyntaxError(
      `the character ${describeChar(text, start)} cannot stand in a name`,
      start,
      start + charLength(text, start),
    );
  }

  // A doubled quote may be an inner quote or an end and a new start; the lexer takes the longest token that closes.
  #quotedEnd(start: number): number {
    const { text } = this;
    let accepted = -1;
    let position = start + 1;
    while (position < text.length) {
      if (text[position] !== '"') {
        position++;
        continue;
      }
      if (position > start + 1) accepted = position + 1;
      if (text[position + 1] !== '"') break;
      position += 2;
    }
    if (accepted !== -1) return accepted;
    const empty = text.startsWith('""', start);
    throw new MappingSyntaxError(
      empty ? "a quoted name is empty" : "a double quote is never closed",
      start,
      empty ? start + 2 : start + 1,
    );
  }
}

function parseEntry(tokens: TokenReader): MappingEntry {
  const column = parseColumn(tokens);
  const equals = tokens.next();
  if (equals.kind !== "=") {
    throw unexpected(equals, `"=" after the column's name`, tokens.text);
  }
  const field = parseField(tokens);
  return { column, field, start: column.start, end: field.end };
}

function parseColumn(tokens: TokenReader): MappingWord {
  const token = tokens.next();
  if (token.kind !== "word" && token.kind !== "quoted") {
    throw unexpected(token, "a column's name", tokens.text);
  }
  return wordOf(token, tokens.text);
}

function parseField(tokens: TokenReader): MappingField {
  const { text } = tokens;
  const first = tokens.next();
  if (first.kind !== "word" && first.kind !== "quoted") {
    throw unexpected(first, "a field such as value.name", text);
  }
  const parts = [first];
  if (first.kind === "word") {
    while (tokens.peek().kind === "word" || tokens.peek().kind === ".") {
      parts.push(tokens.next());
    }
  }
  // `"ks".now()`: the grammar has it, though no such function is supported.
  if (first.kind === "quoted" && tokens.peek().kind === ".") {
    parts.push(tokens.next());
  }
  const last = parts[parts.length - 1]!;
  if (
    last.kind === "." && parts.length === 2 && tokens.peek().kind === "quoted"
  ) {
    parts.push(tokens.next());
  }
  if (tokens.peek().kind === "(") {
    return parseCall(tokens, parts);
  }
  const dangling = parts[parts.length - 1]!;
  if (parts.length > 1 && parts.some(({ kind }) => kind === "quoted")) {
    throw new MappingSyntaxError(
      "a field is either unquoted, or one quoted word that holds the whole path",
      first.start,
      dangling.end,
    );
  }
  if (first.kind === "quoted") return { kind: "path", ...wordOf(first, text) };
  return {
    kind: "path",
    text: joinTokens(parts, text),
    quoted: false,
    start: first.start,
    end: dangling.end,
  };
}

function parseCall(
  tokens: TokenReader,
  name: readonly Token[],
): MappingField {
  const { text } = tokens;
  const isName = (token: Token | undefined) =>
    token?.kind === "word" || token?.kind === "quoted";
  const open = tokens.next();
  const wellNamed = isName(name[0]) &&
    (name.length === 1 ||
      (name.length === 3 && name[1]?.kind === "." && isName(name[2])));
  if (!wellNamed) {
    throw unexpected(open, "a comma or the end of the mapping", text);
  }
  const parts = [...name, open];
  if (tokens.peek().kind !== ")") {
    while (true) {
      const argument = tokens.next();
      if (!isName(argument)) {
        throw unexpected(argument, "a name or a closing parenthesis", text);
      }
      parts.push(argument);
      if (tokens.peek().kind !== ",") break;
      parts.push(tokens.next());
    }
  }
  const close = tokens.next();
  if (close.kind !== ")") {
    throw unexpected(close, "a closing parenthesis", text);
  }
  parts.push(close);
  return {
    kind: "function",
    text: joinTokens(parts, text),
    quoted: false,
    start: name[0]!.start,
    end: close.end,
  };
}

function wordOf(token: Token, text: string): MappingWord {
  const raw = text.slice(token.start, token.end);
  const quoted = token.kind === "quoted";
  return {
    text: quoted ? raw.slice(1, -1).replaceAll('""', '"') : raw,
    quoted,
    start: token.start,
    end: token.end,
  };
}

function joinTokens(tokens: readonly Token[], text: string): string {
  return tokens.map(({ start, end }) => text.slice(start, end)).join("");
}

function printColumn(column: MappingWord): string {
  return column.quoted ? printQuoted(column.text) : column.text;
}

function printField(field: MappingField): string {
  return field.quoted ? printQuoted(field.text) : field.text;
}

function printQuoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function unexpected(
  token: Token,
  expected: string,
  text: string,
): MappingSyntaxError {
  const found = token.kind === "end"
    ? "the mapping ends"
    : `there is ${JSON.stringify(text.slice(token.start, token.end))}`;
  return new MappingSyntaxError(
    `expected ${expected}, but ${found}`,
    token.start,
    token.end,
  );
}

function charLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function describeChar(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return /\p{L}|\p{N}|\p{P}|\p{S}/u.test(char)
    ? JSON.stringify(char)
    : `U+${code}`;
}
