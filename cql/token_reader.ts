import { type CqlFile, CqlSyntaxError, type Token, tokenize } from "./lexer.ts";

/** A name as written in CQL: with its keyspace, if it is written. */
export interface QualifiedName {
  readonly keyspace: string | undefined;
  readonly name: string;
  /** The first token, for messages. */
  readonly token: Token;
}

/** Reads the tokens of a CQL text one after the other, and says where something else was expected. */
export class TokenReader {
  readonly #source: string | CqlFile;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  /** @throws {CqlSyntaxError} at a string, quoted name or comment that has no end. */
  constructor(source: string | CqlFile) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  /** The token `ahead` of the next one, which stays unread. */
  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#position + ahead, last)]!;
  }

  /** Reads the next token, whatever it is. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#position++;
    return token;
  }

  /** Whether the next tokens are these keywords or symbols. */
  sees(...values: string[]): boolean {
    return values.every((value, ahead) => {
      const token = this.peek(ahead);
      return (token.kind === "word" || token.kind === "symbol") &&
        token.value === value;
    });
  }

  /** Reads these keywords or symbols if they are next; says whether they were. */
  accept(...values: string[]): boolean {
    const seen = this.sees(...values);
    if (seen) this.#position += values.length;
    return seen;
  }

  /**
   * Reads these keywords or symbols.
   *
   * @throws {CqlSyntaxError} if something else is there.
   */
  expect(...values: string[]): void {
    for (const value of values) {
      if (!this.accept(value)) throw this.expected(display(value));
    }
  }

  /**
   * Reads a name; `what` says which one, such as "the name of a column".
   *
   * @throws {CqlSyntaxError} if something else is there.
   */
  readName(what: string): string {
    const token = this.peek();
    const isName = token.kind === "quoted" ||
      token.kind === "word" && /^[a-z]/.test(token.value);
    if (!isName || token.value === "") throw this.expected(what);
    return this.next().value;
  }

  /**
   * Reads `name` or `keyspace.name`.
   *
   * @throws {CqlSyntaxError} if something else is there.
   */
  readQualifiedName(what: string): QualifiedName {
    const token = this.peek();
    const first = this.readName(what);
    return this.accept(".")
      ? { keyspace: first, name: this.readName(what), token }
      : { keyspace: undefined, name: first, token };
  }

  /**
   * Reads what may contain itself.
   *
   * @throws {CqlSyntaxError} if it does so more than 100 times.
   */
  nest<T>(read: () => T): T {
    if (this.#depth >= 100) {
      throw this.errorAt(this.peek().start, "the type is nested too deeply");
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** Reads up to the end of the statement and its semicolon. */
  skipStatement(): void {
    while (this.peek().kind !== "end" && !this.accept(";")) this.next();
  }

  /** Reads up to the end of the line, or a semicolon: so end commands of cqlsh. */
  skipLine(): void {
    const text = typeof this.#source === "string"
      ? this.#source
      : this.#source.text;
    let last = this.next();
    while (this.peek().kind !== "end" && !this.accept(";")) {
      if (text.slice(last.end, this.peek().start).includes("\n")) return;
      last = this.next();
    }
  }

  /**
   * Reads a semicolon or the end of the text.
   *
   * @throws {CqlSyntaxError} if something else is there.
   */
  expectStatementEnd(): void {
    if (this.peek().kind !== "end" && !this.accept(";")) {
      throw this.expected('";"');
    }
  }

  /** The error that something else was expected where the next token is. */
  expected(what: string): CqlSyntaxError {
    const { kind, start, end } = this.peek();
    const text = typeof this.#source === "string"
      ? this.#source
      : this.#source.text;
    const found = kind === "end"
      ? "the end of the text"
      : kind === "word" || kind === "symbol"
      ? `"${text.slice(start, end)}"`
      : text.slice(start, end);
    return this.errorAt(start, `expected ${what}, found ${found}`);
  }

  /** An error about the text at `offset`. */
  errorAt(offset: number, reason: string): CqlSyntaxError {
    return new CqlSyntaxError(reason, this.#source, offset);
  }
}

function display(value: string): string {
  return /^[a-z]/.test(value) ? value.toUpperCase() : `"${value}"`;
}
