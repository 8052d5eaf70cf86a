import { type CqlType, nativeTypeNames } from "./schema_model.ts";
import { TokenReader } from "./token_reader.ts";

/** The fields of a user-defined type, in order, or undefined if there is no such type. */
export type FindUdt = (
  keyspace: string,
  name: string,
) => readonly UdtField[] | undefined;

/** A field of a user-defined type. */
export interface UdtField {
  readonly name: string;
  readonly type: CqlType;
}

/**
 * A type as written, user-defined types by name only: what they consist of may change by a later ALTER TYPE, so
 * {@linkcode resolveType} comes last.
 */
export type WrittenType =
  | Exclude<CqlType, { kind: "list" | "set" | "map" | "tuple" | "vector" }>
  | {
    readonly kind: "list" | "set";
    readonly element: WrittenType;
    readonly frozen: boolean;
  }
  | {
    readonly kind: "map";
    readonly key: WrittenType;
    readonly value: WrittenType;
    readonly frozen: boolean;
  }
  | { readonly kind: "tuple"; readonly elements: readonly WrittenType[] }
  | {
    readonly kind: "vector";
    readonly element: WrittenType;
    readonly dimensions: number;
  };

/** Where names of user-defined types are looked up. */
export interface TypeScope {
  /** Keyspace of types named without one. */
  readonly keyspace: string;
  /** Whether such a user-defined type exists. */
  hasUdt(keyspace: string, name: string): boolean;
}

const nativeNames: ReadonlySet<string> = new Set(nativeTypeNames);

/**
 * Parses the text of one type, as in `system_schema.columns`.
 *
 * @param text such as `map<text, frozen<address>>`.
 * @param udts `keyspace` of types named without one, and what finds a type.
 * @throws {CqlSyntaxError} if it is not a type, or names one that does not exist.
 */
export function parseCqlType(
  text: string,
  udts: { readonly keyspace: string; readonly find: FindUdt },
): CqlType {
  const reader = new TokenReader(text);
  const type = readType(reader, {
    keyspace: udts.keyspace,
    hasUdt: (keyspace, name) => udts.find(keyspace, name) !== undefined,
  });
  if (reader.peek().kind !== "end") {
    throw reader.expected("the end of the type");
  }
  return resolveType(type, udts.find);
}

/**
 * Reads a type.
 *
 * @throws {CqlSyntaxError} if it is not a type, or names one that does not exist.
 */
export function readType(reader: TokenReader, scope: TypeScope): WrittenType {
  const token = reader.peek();
  if (token.kind === "string") {
    return { kind: "custom", className: reader.next().value };
  }
  const parametric = token.kind === "word" && reader.peek(1).value === "<"
    ? parametricTypes.get(token.value)
    : undefined;
  if (parametric !== undefined) {
    reader.next();
    reader.expect("<");
    const type = reader.nest(() => parametric(reader, scope));
    reader.expect(">");
    return type;
  }
  if (token.kind === "word" && nativeNames.has(token.value)) {
    const [name] = nativeTypeNames.filter((name) => name === token.value);
    reader.next();
    return { kind: "native", name: name! };
  }
  return readUdt(reader, scope);
}

const parametricTypes: ReadonlyMap<
  string,
  (reader: TokenReader, scope: TypeScope) => WrittenType
> = new Map(Object.entries({
  frozen: (reader: TokenReader, scope: TypeScope) =>
    freeze(readType(reader, scope)),
  list: (reader: TokenReader, scope: TypeScope) => ({
    kind: "list" as const,
    element: readType(reader, scope),
    frozen: false,
  }),
  set: (reader: TokenReader, scope: TypeScope) => ({
    kind: "set" as const,
    element: readType(reader, scope),
    frozen: false,
  }),
  map: readMap,
  tuple: readTuple,
  vector: readVector,
}));

function readMap(reader: TokenReader, scope: TypeScope): WrittenType {
  const key = readType(reader, scope);
  reader.expect(",");
  return { kind: "map", key, value: readType(reader, scope), frozen: false };
}

function readTuple(reader: TokenReader, scope: TypeScope): WrittenType {
  const elements = [];
  do elements.push(readType(reader, scope)); while (reader.accept(","));
  // A tuple is frozen always, and so is all within it.
  return { kind: "tuple", elements: elements.map(freeze) };
}

function readVector(reader: TokenReader, scope: TypeScope): WrittenType {
  const element = freeze(readType(reader, scope));
  reader.expect(",");
  const { kind, value } = reader.peek();
  if (kind !== "word" || !/^[1-9]\d*$/.test(value)) {
    throw reader.expected("the number of dimensions");
  }
  reader.next();
  return { kind: "vector", element, dimensions: Number(value) };
}

function readUdt(reader: TokenReader, scope: TypeScope): WrittenType {
  const written = reader.readQualifiedName("a type");
  const { keyspace = scope.keyspace, name, token } = written;
  if (keyspace !== scope.keyspace) {
    throw reader.errorAt(
      token.start,
      `a type of another keyspace, ${keyspace}, cannot be used here in ${scope.keyspace}`,
    );
  }
  if (!scope.hasUdt(keyspace, name)) {
    throw reader.errorAt(
      token.start,
      `unknown type ${name}: neither a type of CQL nor created in keyspace ${keyspace}`,
    );
  }
  return { kind: "udt", keyspace, name, fields: [], frozen: false };
}

function freeze<T extends WrittenType | CqlType>(type: T): T {
  return "frozen" in type ? { ...type, frozen: true } : type;
}

/**
 * Fills in what user-defined types consist of. What is inside a frozen type is frozen as well, said or not.
 *
 * @throws {RangeError} if a user-defined type is not found.
 */
export function resolveType(
  type: WrittenType | CqlType,
  findUdt: FindUdt,
): CqlType {
  const within = (inner: WrittenType | CqlType) =>
    resolveType(
      "frozen" in type && type.frozen ? freeze(inner) : inner,
      findUdt,
    );
  switch (type.kind) {
    case "native":
    case "custom":
      return type;
    case "list":
    case "set":
      return { ...type, element: within(type.element) };
    case "map":
      return { ...type, key: within(type.key), value: within(type.value) };
    case "tuple":
      return {
        kind: "tuple",
        elements: type.elements.map((element) => within(element)),
      };
    case "vector":
      return { ...type, element: within(type.element) };
    case "udt": {
      const fields = findUdt(type.keyspace, type.name);
      if (fields === undefined) {
        throw new RangeError(`unknown type ${type.keyspace}.${type.name}`);
      }
      return {
        ...type,
        fields: fields.map((field) => ({ ...field, type: within(field.type) })),
      };
    }
  }
}

/** A type as CQL text: equal types have equal texts, however they were written (`varchar` is `text`). */
export function printCqlType(type: CqlType): string {
  const text = printUnfrozen(type);
  return "frozen" in type && type.frozen ? `frozen<${text}>` : text;
}

function printUnfrozen(type: CqlType): string {
  switch (type.kind) {
    case "native":
      return type.name === "varchar" ? "text" : type.name;
    case "custom":
      return `'${type.className}'`;
    case "list":
    case "set":
      return `${type.kind}<${printCqlType(type.element)}>`;
    case "map":
      return `map<${printCqlType(type.key)}, ${printCqlType(type.value)}>`;
    case "tuple":
      return `tuple<${type.elements.map(printCqlType).join(", ")}>`;
    case "vector":
      return `vector<${printCqlType(type.element)}, ${type.dimensions}>`;
    case "udt":
      return printCqlName(type.name);
  }
}

/** A name as CQL needs it: in double quotes where it is not plain lower case. */
export function printCqlName(name: string): string {
  return /^[a-z][a-z0-9_]*$/.test(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}
