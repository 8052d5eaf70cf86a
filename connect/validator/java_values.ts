// What Kafka's ConfigDef.parseType (4.3.1) accepts: every value is trimmed first, then read as Java reads it.

/** Types that a setting's value is read as. */
export type SettingType =
  | "string"
  | "password"
  | "boolean"
  | "int"
  | "long"
  | "short"
  | "double"
  | "list"
  | "class";

/** How one setting is read, and which values pass its validator. */
export interface SettingFact {
  readonly type: SettingType;
  /** There is no default, so the setting must be given. */
  readonly required?: true;
  /** Smallest number allowed. */
  readonly min?: number;
  /** Largest number allowed. */
  readonly max?: number;
  /** The only values allowed. */
  readonly oneOf?: readonly string[];
  /** The case of the letters of `oneOf` does not matter. */
  readonly ignoreCase?: true;
  /** A string, or a list, must not be empty. */
  readonly nonEmpty?: true;
  /** The items of a list must be neither empty nor repeated. */
  readonly uniqueItems?: true;
  /** The string must be a Java regular expression. */
  readonly regex?: true;
}

const integerRanges = {
  int: [-2147483648n, 2147483647n],
  long: [-9223372036854775808n, 9223372036854775807n],
  short: [-32768n, 32767n],
} as const;

/** Reads a whole number as Java does: digits with an optional sign, in the type's range. Null if it is none. */
export function parseJavaInteger(
  value: string,
  type: keyof typeof integerRanges,
): bigint | null {
  const text = value.trim();
  if (!/^[+-]?\d+$/.test(text)) return null;
  const number = BigInt(text.replace(/^\+/, ""));
  const [min, max] = integerRanges[type];
  return number >= min && number <= max ? number : null;
}

/** Reads a boolean as ConfigDef does: `true` or `false` in any case. Null if it is neither. */
export function parseJavaBoolean(value: string): boolean | null {
  switch (value.trim().toLowerCase()) {
    case "true":
      return true;
    case "false":
      return false;
    default:
      return null;
  }
}

/** Splits a list as ConfigDef does: at commas, blanks around them dropped; an empty text is no item. */
export function parseJavaList(value: string): string[] {
  const text = value.trim();
  return text === "" ? [] : text.split(/\s*,\s*/);
}

/** Reads a double as Java does. Null if it is none. */
export function parseJavaDouble(value: string): number | null {
  const text = value.trim();
  if (/^[+-]?(NaN|Infinity)$/.test(text)) {
    return Number(text.replace("+", ""));
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$/.test(text)
    ? Number(text.replace(/[fFdD]$/, ""))
    : null;
}

/** What is wrong with a value, by its {@linkcode SettingFact}. */
export interface ValueFault {
  readonly kind: "type" | "range" | "choice" | "empty" | "duplicate";
  readonly message: string;
  readonly fix: string;
}

/** Checks a value as ConfigDef would, validators included. Null if it is accepted. */
export function faultOfValue(
  value: string,
  fact: SettingFact,
): ValueFault | null {
  switch (fact.type) {
    case "boolean":
      return parseJavaBoolean(value) === null
        ? typeFault(value, "true or false", "write true or false")
        : null;
    case "int":
    case "long":
    case "short":
      return faultOfInteger(value, fact, fact.type);
    case "double":
      return faultOfDouble(value, fact);
    case "list":
      return faultOfList(value, fact);
    default:
      return faultOfString(value, fact);
  }
}

function faultOfInteger(
  value: string,
  fact: SettingFact,
  type: keyof typeof integerRanges,
): ValueFault | null {
  const number = parseJavaInteger(value, type);
  if (number === null) {
    const [min, max] = integerRanges[type];
    return typeFault(
      value,
      `a whole number (${type})`,
      `write digits only, no unit and no decimal point, from ${
        fact.min ?? min
      } to ${fact.max ?? max}`,
    );
  }
  return faultOfRange(value, Number(number), fact);
}

function faultOfDouble(value: string, fact: SettingFact): ValueFault | null {
  const number = parseJavaDouble(value);
  return number === null
    ? typeFault(value, "a number", "write a number such as 0.8")
    : faultOfRange(value, number, fact);
}

function faultOfRange(
  value: string,
  number: number,
  { min, max }: SettingFact,
): ValueFault | null {
  if (min !== undefined && number < min) {
    return {
      kind: "range",
      message: `must be at least ${min}, but is ${value.trim()}`,
      fix: `set it to ${min} or more`,
    };
  }
  if (max !== undefined && number > max) {
    return {
      kind: "range",
      message: `must be at most ${max}, but is ${value.trim()}`,
      fix: `set it to ${max} or less`,
    };
  }
  return null;
}

function faultOfList(value: string, fact: SettingFact): ValueFault | null {
  const items = parseJavaList(value);
  if (fact.nonEmpty && items.length === 0) return emptyFault;
  if (!fact.uniqueItems) return null;
  if (items.includes("")) {
    return {
      kind: "empty",
      message: "has an empty item: a comma too many",
      fix: "remove the extra comma",
    };
  }
  const repeated = items.find((item, index) => items.indexOf(item) < index);
  return repeated === undefined ? null : {
    kind: "duplicate",
    message: `lists ${JSON.stringify(repeated)} more than once`,
    fix: "list it once",
  };
}

function faultOfString(value: string, fact: SettingFact): ValueFault | null {
  const text = value.trim();
  if (fact.nonEmpty && text === "") return emptyFault;
  const { oneOf, ignoreCase } = fact;
  if (oneOf === undefined || oneOf.includes(text)) return null;
  const lower = text.toLowerCase();
  const alike = oneOf.find((choice) => choice.toLowerCase() === lower);
  if (ignoreCase && alike !== undefined) return null;
  return {
    kind: "choice",
    message: `must be one of ${oneOf.join(", ")}, but is ${
      JSON.stringify(text)
    }`,
    fix: alike === undefined
      ? `write one of ${oneOf.join(", ")}`
      : `write ${alike}: upper and lower case matter here`,
  };
}

const emptyFault: ValueFault = {
  kind: "empty",
  message: "must not be empty",
  fix: "give it a value, or remove the setting",
};

function typeFault(value: string, wanted: string, fix: string): ValueFault {
  return {
    kind: "type",
    message: `must be ${wanted}, but is ${JSON.stringify(value)}`,
    fix,
  };
}
