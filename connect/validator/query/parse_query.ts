import { CqlSyntaxError } from "../../../cql/lexer.ts";
import type { Token } from "../../../cql/lexer.ts";
import { TokenReader } from "../../../cql/token_reader.ts";

/** A part of the query's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A bind marker: `:name`, or a positional `?`, whose name Cassandra makes of its column. */
export interface Marker {
  readonly name: string;
  readonly positional: boolean;
  /** Whether it stands inside a literal list, set or map. */
  readonly inLiteral: boolean;
  readonly start: number;
  readonly end: number;
}

/** A column that the statement names. */
export interface QueryColumn {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Markers in the term that the column is set to, or compared with. */
  readonly markers: readonly Marker[];
  /** Where the term stands that it is set to or compared with by =, or null for another relation. */
  readonly value: Span | null;
  /** What the statement does with it. */
  readonly use: "insert" | "set" | "increment" | "where" | "delete" | "if";
  /** For `where`: whether the operator is = or IN. */
  readonly exact: boolean;
}

/** What an INSERT, UPDATE or DELETE says. */
export interface WriteQuery {
  readonly kind: "insert" | "update" | "delete";
  readonly keyspace: string | null;
  readonly table: string;
  /** Where the table's name stands. */
  readonly tableStart: number;
  readonly tableEnd: number;
  readonly columns: readonly QueryColumn[];
  /** `USING TIMESTAMP` and `USING TTL`, as far as given. */
  readonly using: readonly ("timestamp" | "ttl")[];
  /** The markers that stand for the values of `using`. */
  readonly usingMarkers: readonly {
    readonly word: "timestamp" | "ttl";
    readonly marker: Marker;
  }[];
  readonly conditional: boolean;
  /** INSERT … JSON, whose columns are in the text that it gets. */
  readonly json: boolean;
  /** Each marker of the statement, in order. */
  readonly markers: readonly Marker[];
}

/** A statement that is none of INSERT, UPDATE, DELETE and BATCH. */
export interface OtherQuery {
  readonly kind: "batch" | "other";
  readonly keyword: string;
  readonly end: number;
}

/**
 * Parses a query as far as its columns, variables and shape go; terms are only kept balanced.
 *
 * @throws {CqlSyntaxError} where Cassandra could not parse it either.
 */
export function parseQuery(text: string): WriteQuery | OtherQuery {
  return new QueryParser(text).parse();
}

type Term = Pick<QueryColumn, "markers" | "value">;

interface Draft {
  kind: WriteQuery["kind"];
  keyspace: string | null;
  table: string;
  tableStart: number;
  tableEnd: number;
  columns: QueryColumn[];
  using: ("timestamp" | "ttl")[];
  conditional: boolean;
  json: boolean;
}

class QueryParser {
  readonly #reader: TokenReader;
  readonly #markers: Marker[] = [];
  readonly #usingMarkers: WriteQuery["usingMarkers"][number][] = [];

  constructor(readonly text: string) {
    this.#reader = new TokenReader(text);
  }

  parse(): WriteQuery | OtherQuery {
    const reader = this.#reader;
    const open = openComment(this.text);
    if (open !== null) {
      throw reader.errorAt(open, "the comment at the end has no line break");
    }
    const first = reader.next();
    const keyword = first.kind === "word" ? first.value : "";
    switch (keyword) {
      case "insert":
        return this.#finish(this.#insert());
      case "update":
        return this.#finish(this.#update());
      case "delete":
        return this.#finish(this.#delete());
      case "begin":
        return { kind: "batch", keyword, end: first.end };
      case "":
        throw reader.errorAt(
          first.start,
          "expected INSERT, UPDATE or DELETE",
        );
      default:
        return { kind: "other", keyword, end: first.end };
    }
  }

  #finish(draft: Draft): WriteQuery {
    const reader = this.#reader;
    reader.accept(";");
    if (reader.peek().kind !== "end") {
      throw reader.expected("the end of the statement");
    }
    return {
      ...draft,
      markers: this.#markers,
      usingMarkers: this.#usingMarkers,
    };
  }

  #draft(kind: WriteQuery["kind"]): Draft {
    const reader = this.#reader;
    const { keyspace, name, token } = reader.readQualifiedName(
      "the name of a table",
    );
    return {
      kind,
      keyspace: keyspace ?? null,
      table: name,
      tableStart: token.start,
      tableEnd: reader.peek().start,
      columns: [],
      using: [],
      conditional: false,
      json: false,
    };
  }

  #insert(): Draft {
    const reader = this.#reader;
    reader.expect("into");
    const draft = this.#draft("insert");
    if (reader.accept("json")) {
      draft.json = true;
      const isText = reader.peek().kind === "string" || reader.sees(":") ||
        reader.sees("?");
      if (!isText) throw reader.expected("text, or a variable for it");
      this.#term("[json]");
      if (reader.accept("default") && !reader.accept("null")) {
        reader.expect("unset");
      }
    } else this.#columnsAndValues(draft);
    // Cassandra takes IF NOT EXISTS before USING only.
    if (reader.accept("if")) {
      reader.expect("not", "exists");
      draft.conditional = true;
    }
    this.#using(draft);
    return draft;
  }

  #columnsAndValues(draft: Draft): void {
    const reader = this.#reader;
    reader.expect("(");
    const names: Token[] = [];
    do {
      names.push(reader.peek());
      reader.readName("the name of a column");
    } while (reader.accept(","));
    reader.expect(")");
    reader.expect("values");
    const open = reader.peek();
    reader.expect("(");
    const values: Term[] = [];
    do values.push(this.#readTerm(names[values.length]?.value ?? "")); while (
      reader.accept(",")
    );
    reader.expect(")");
    if (names.length !== values.length) {
      throw reader.errorAt(
        open.start,
        `there are ${names.length} columns, but ${values.length} values`,
      );
    }
    names.forEach(({ value, start, end }, index) =>
      draft.columns.push({
        name: value,
        start,
        end,
        ...values[index]!,
        use: "insert",
        exact: false,
      })
    );
  }

  #update(): Draft {
    const reader = this.#reader;
    const draft = this.#draft("update");
    this.#using(draft);
    reader.expect("set");
    do this.#assignment(draft); while (reader.accept(","));
    this.#where(draft);
    this.#condition(draft);
    return draft;
  }

  #assignment(draft: Draft): void {
    const reader = this.#reader;
    const token = reader.peek();
    const name = reader.readName("the name of a column");
    const markers: Marker[] = [];
    const part = reader.sees("[") || reader.sees(".");
    if (reader.accept("[")) {
      markers.push(...this.#term(name));
      reader.expect("]");
    } else if (reader.accept(".")) reader.readName("the name of a field");
    const shortcut = reader.accept("+") || reader.accept("-");
    reader.expect("=");
    const second = reader.peek();
    const sums = shortcut ||
      (second.value === name &&
        (second.kind === "word" || second.kind === "quoted") &&
        /^[+-]$/.test(reader.peek(1).value));
    const plain = reader.peek().start;
    markers.push(...this.#term(name));
    draft.columns.push({
      name,
      start: token.start,
      end: token.end,
      markers,
      value: sums || part ? null : { start: plain, end: this.#lastEnd },
      use: sums ? "increment" : "set",
      exact: false,
    });
  }

  #delete(): Draft {
    const reader = this.#reader;
    const columns: QueryColumn[] = [];
    if (!reader.sees("from")) {
      do {
        const token = reader.peek();
        const name = reader.readName("the name of a column, or FROM");
        const markers: Marker[] = [];
        if (reader.accept("[")) {
          markers.push(...this.#term(name));
          reader.expect("]");
        } else if (reader.accept(".")) reader.readName("the name of a field");
        columns.push({
          name,
          start: token.start,
          end: token.end,
          markers,
          value: null,
          use: "delete",
          exact: false,
        });
      } while (reader.accept(","));
    }
    reader.expect("from");
    const draft = this.#draft("delete");
    draft.columns.push(...columns);
    this.#using(draft);
    this.#where(draft);
    this.#condition(draft);
    return draft;
  }

  #using(draft: Draft): void {
    const reader = this.#reader;
    if (!reader.accept("using")) return;
    do {
      const word = reader.accept("timestamp")
        ? "timestamp"
        : reader.accept("ttl")
        ? "ttl"
        : null;
      if (word === null) throw reader.expected("TIMESTAMP or TTL");
      if (draft.kind === "delete" && word === "ttl") {
        throw reader.errorAt(
          reader.peek().start,
          "a DELETE has no TTL",
        );
      }
      draft.using.push(word);
      this.#usingValue(word);
    } while (draft.kind !== "delete" && reader.accept("and"));
  }

  // Only a whole number or a marker may stand here.
  #usingValue(word: "timestamp" | "ttl"): void {
    const reader = this.#reader;
    const marker = this.#marker(`[${word}]`);
    if (marker !== null) {
      this.#usingMarkers.push({ word, marker });
      return;
    }
    reader.accept("-");
    if (!/^\d+$/.test(reader.peek().value)) {
      throw reader.expected("a whole number or a variable");
    }
    reader.next();
  }

  #where(draft: Draft): void {
    const reader = this.#reader;
    reader.expect("where");
    do this.#relation(draft); while (reader.accept("and"));
  }

  #relation(draft: Draft): void {
    const reader = this.#reader;
    if (reader.accept("(")) {
      if (reader.sees("(") || !this.#isTupleRelation()) {
        // A relation in parentheses of its own.
        this.#relation(draft);
        reader.expect(")");
        return;
      }
      const tokens: Token[] = [];
      do {
        tokens.push(reader.peek());
        reader.readName("the name of a column");
      } while (reader.accept(","));
      reader.expect(")");
      const exact = this.#operator();
      const markers = this.#term(tokens[0]!.value);
      for (const { value, start, end } of tokens) {
        draft.columns.push({
          name: value,
          start,
          end,
          markers,
          value: null,
          use: "where",
          exact: exact !== false,
        });
      }
      return;
    }
    if (reader.sees("token", "(")) {
      this.#term();
      this.#operator();
      this.#term();
      return;
    }
    const token = reader.peek();
    const name = reader.readName("the name of a column");
    const exact = this.#operator();
    const term = this.#readTerm(exact === "in" ? `in(${name})` : name);
    draft.columns.push({
      name,
      start: token.start,
      end: token.end,
      markers: term.markers,
      value: exact === true ? term.value : null,
      use: "where",
      exact: exact !== false,
    });
  }

  #isTupleRelation(): boolean {
    for (let ahead = 0;; ahead++) {
      const { kind, value } = this.#reader.peek(ahead);
      if (kind === "end") return false;
      if (kind !== "symbol") continue;
      if (value === ")") {
        return true;
      }
      if (value !== ",") return false;
    }
  }

  /** Reads an operator: `in`, true for =, false for another one. */
  #operator(): "in" | boolean {
    const reader = this.#reader;
    if (reader.accept("in")) return "in";
    if (reader.accept("=")) return true;
    if (reader.accept("contains")) {
      reader.accept("key");
      return false;
    }
    if (reader.accept("like")) return false;
    if (reader.accept("!")) reader.expect("=");
    else if (reader.accept("<") || reader.accept(">")) reader.accept("=");
    else throw reader.expected("an operator such as =");
    return false;
  }

  #condition(draft: Draft): void {
    const reader = this.#reader;
    if (!reader.accept("if")) return;
    draft.conditional = true;
    if (reader.accept("exists")) return;
    do {
      const token = reader.peek();
      const name = reader.readName("the name of a column");
      if (reader.accept("[")) {
        this.#term();
        reader.expect("]");
      } else if (reader.accept(".")) reader.readName("the name of a field");
      this.#operator();
      draft.columns.push({
        name,
        start: token.start,
        end: token.end,
        markers: this.#term(name),
        value: null,
        use: "if",
        exact: false,
      });
    } while (reader.accept("and"));
  }

  /** Reads a marker, if one is next. */
  #marker(column: string, inLiteral = false): Marker | null {
    const reader = this.#reader;
    const { start, end } = reader.peek();
    let marker: Marker;
    if (reader.accept("?")) {
      marker = { name: column, positional: true, inLiteral, start, end };
    } else if (reader.accept(":")) {
      const name = reader.readName("the name of a variable");
      marker = {
        name,
        positional: false,
        inLiteral,
        start,
        end: reader.peek().start,
      };
    } else return null;
    this.#markers.push(marker);
    this.#lastEnd = marker.end;
    return marker;
  }

  #readTerm(column: string): Term {
    const { start } = this.#reader.peek();
    const markers = this.#term(column);
    return { markers, value: { start, end: this.#lastEnd } };
  }

  // A term ends at a comma or a closing bracket of its own level, or where a keyword that can only follow it stands.
  #term(column = ""): Marker[] {
    const reader = this.#reader;
    const markers: Marker[] = [];
    const open: string[] = [];
    let length = 0;
    while (true) {
      const token = reader.peek();
      if (token.kind === "end") break;
      if (open.length === 0) {
        if (token.kind === "symbol" && /^[,;)\]}]$/.test(token.value)) break;
        if (token.kind === "word" && endsTerm.has(token.value)) break;
      }
      length++;
      if (token.kind === "symbol") {
        if (strayCharacters.test(token.value)) {
          throw reader.errorAt(token.start, `unexpected "${token.value}"`);
        }
        const close = brackets[token.value];
        if (close !== undefined) open.push(close);
        else if (/^[)\]}]$/.test(token.value) && open.pop() !== token.value) {
          throw reader.errorAt(token.start, `unexpected "${token.value}"`);
        }
        // Within braces a colon separates a key from its value, unless nothing stands before it.
        if (token.value === ":" || token.value === "?") {
          const inMap = open.at(-1) === "}" && token.value === ":" &&
            !this.#startsTerm;
          if (!inMap) {
            const inLiteral = /[\]}]/.test(open.join(""));
            const marker = this.#marker(column, inLiteral)!;
            markers.push(marker);
            this.#startsTerm = false;
            continue;
          }
        }
      }
      this.#startsTerm = token.kind === "symbol" &&
        /^[{[(,:+*/%-]$/.test(token.value);
      this.#lastEnd = reader.next().end;
    }
    this.#startsTerm = true;
    if (length === 0) throw reader.expected("a value");
    if (open.length > 0) throw reader.expected(`"${open.at(-1)}"`);
    return markers;
  }

  #startsTerm = true;
  // End of the last term.
  #lastEnd = 0;
}

const brackets: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
};

// No token of CQL begins with one of these: Cassandra's lexer refuses them (a text in dollars has two).
const strayCharacters = /^[$#^~`|\\&@]$/;

const endsTerm = new Set(["and", "where", "if", "using", "default", "set"]);

export { CqlSyntaxError };

/** Where a comment of one line begins that ends with the text: Cassandra's lexer wants a line break after it. */
function openComment(text: string): number | null {
  const parts =
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[^]*?\$\$|\/\*[^]*?\*\/|(?:--|\/\/)[^\r\n]*/g;
  for (const { 0: part, index } of text.matchAll(parts)) {
    const isComment = /^(--|\/\/)/.test(part);
    if (isComment && index + part.length === text.length) return index;
  }
  return null;
}
