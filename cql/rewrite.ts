import { type CqlFile, type Token, tokenize } from "./lexer.ts";

/** What {@linkcode rewriteCql} puts in place of what. Names are as Cassandra keeps them. */
export interface CqlReplacements {
  readonly keyspace: { readonly from: string; readonly to: string };
  /** Tables of that keyspace. */
  readonly tables: readonly { readonly from: string; readonly to: string }[];
  /** CQL text of the map, for every keyspace that is created or altered. */
  readonly replication: string;
}

/** A statement of a file, without its semicolon. */
export interface CqlStatement {
  readonly file: string;
  readonly text: string;
}

/**
 * Puts other names and another replication into a CQL file. Only names that stand for the keyspace or the table change:
 * not texts, comments, or columns that are called the same.
 *
 * @throws {CqlSyntaxError} at a string, quoted name or comment that has no end.
 */
export function rewriteCql(
  file: CqlFile,
  { keyspace, tables, replication }: CqlReplacements,
): CqlFile {
  const tokens = tokenize(file);
  const edits: { start: number; end: number; text: string }[] = [];
  tokens.forEach((token, index) => {
    const { start, end } = token;
    const next = tokens[index + 1];
    const table = tables.find(({ from }) => isName(token, from));
    if (isName(token, keyspace.from) && standsForKeyspace(tokens, index)) {
      edits.push({ start, end, text: keyspace.to });
    } else if (
      table !== undefined && isSymbol(tokens[index - 1], ".") &&
      isName(tokens[index - 2], keyspace.from)
    ) {
      edits.push({ start, end, text: table.to });
    } else if (
      isName(token, "replication") && isSymbol(next, "=") &&
      isSymbol(tokens[index + 2], "{")
    ) {
      const close = tokens.find((token) =>
        token.start > start && isSymbol(token, "}")
      );
      edits.push({
        start: tokens[index + 2]!.start,
        end: close?.end ?? file.text.length,
        text: replication,
      });
    }
  });
  const text = edits.reduceRight(
    (text, edit) =>
      text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    file.text,
  );
  return { ...file, text };
}

/**
 * Splits a file at its semicolons.
 *
 * @throws {CqlSyntaxError} at a string, quoted name or comment that has no end.
 */
export function splitStatements(file: CqlFile): CqlStatement[] {
  const statements: CqlStatement[] = [];
  let first: Token | undefined;
  let last: Token | undefined;
  for (const token of tokenize(file)) {
    if (token.kind !== "end" && !isSymbol(token, ";")) {
      first ??= token;
      last = token;
    } else if (first !== undefined && last !== undefined) {
      const text = file.text.slice(first.start, last.end);
      statements.push({ file: file.name, text });
      first = last = undefined;
    }
  }
  return statements;
}

function standsForKeyspace(tokens: readonly Token[], index: number): boolean {
  if (isSymbol(tokens[index + 1], ".")) return true;
  const before = tokens.slice(0, index).reverse();
  const keyword = before.find(({ value }) =>
    !["if", "not", "exists"].includes(value)
  );
  return keyword?.kind === "word" &&
    ["keyspace", "schema", "use"].includes(keyword.value);
}

function isName(token: Token | undefined, name: string): boolean {
  return (token?.kind === "word" || token?.kind === "quoted") &&
    token.value === name;
}

function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.value === symbol;
}
