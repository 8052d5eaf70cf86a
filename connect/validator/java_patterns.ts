// Letters that each of Java's two date formatters takes in a pattern, and how often in a row (measured on Java 17).

/** What is wrong with a date pattern; `index` is where in the pattern. */
export interface PatternFault {
  readonly message: string;
  readonly index: number;
}

const anyLength: readonly number[] = [];
const upTo = (max: number) => Array.from({ length: max }, (_, i) => i + 1);

const formatterLetters: Readonly<Record<string, readonly number[]>> = {
  A: upTo(19),
  B: [1, 4, 5],
  D: upTo(3),
  E: upTo(5),
  F: [1],
  G: upTo(5),
  H: upTo(2),
  K: upTo(2),
  L: upTo(5),
  M: upTo(5),
  N: upTo(19),
  O: [1, 4],
  Q: upTo(5),
  S: upTo(9),
  V: [2],
  W: [1],
  X: upTo(5),
  Y: anyLength,
  Z: upTo(5),
  a: [1],
  c: [1, 3, 4, 5],
  d: upTo(2),
  e: upTo(5),
  g: upTo(19),
  h: upTo(2),
  k: upTo(2),
  m: upTo(2),
  n: upTo(19),
  q: upTo(5),
  s: upTo(2),
  u: upTo(19),
  v: [1, 4],
  w: upTo(2),
  x: upTo(5),
  y: upTo(19),
  z: upTo(4),
};

const simpleLetters: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries([..."DEFGHKLMSWYZadhkmsuwyz"].map((letter) => [
    letter,
    anyLength,
  ])),
  X: upTo(3),
};

/** Checks a pattern of `java.time.format.DateTimeFormatter`. Null if Java takes it. */
export function faultOfFormatterPattern(pattern: string): PatternFault | null {
  let depth = 0;
  for (const token of tokensOf(pattern)) {
    if ("fault" in token) return token.fault;
    const { char, index, count } = token;
    if (char === "[") depth++;
    else if (char === "]" && --depth < 0) {
      return { message: "a ] was never opened", index };
    } else if (/[{}#]/.test(char)) {
      return { message: `${char} is reserved`, index };
    } else if (char === "p") {
      const next = pattern[index + count] ?? "";
      if (!/[a-zA-Z]/.test(next)) {
        return { message: "the padding p needs a letter after it", index };
      }
    } else {
      const fault = faultOfLetters(token, formatterLetters);
      if (fault !== null) return fault;
    }
  }
  return null;
}

/** Checks a pattern of `java.text.SimpleDateFormat`. Null if Java takes it. */
export function faultOfSimpleDatePattern(pattern: string): PatternFault | null {
  for (const token of tokensOf(pattern)) {
    if ("fault" in token) return token.fault;
    const fault = faultOfLetters(token, simpleLetters);
    if (fault !== null) return fault;
  }
  return null;
}

type Token =
  | { readonly char: string; readonly index: number; readonly count: number }
  | { readonly fault: PatternFault };

// Runs of one letter, and other characters one by one; quoted text is left out.
function* tokensOf(pattern: string): Generator<Token> {
  let index = 0;
  while (index < pattern.length) {
    const char = pattern[index]!;
    if (char === "'") {
      const end = pattern.indexOf("'", index + 1);
      if (end === -1) {
        yield { fault: { message: "a quote is never closed", index } };
        return;
      }
      index = end + 1;
      continue;
    }
    let count = 1;
    if (/[a-zA-Z]/.test(char)) {
      while (pattern[index + count] === char) count++;
    }
    yield { char, index, count };
    index += count;
  }
}

function faultOfLetters(
  { char, index, count }: {
    readonly char: string;
    readonly index: number;
    readonly count: number;
  },
  letters: Readonly<Record<string, readonly number[]>>,
): PatternFault | null {
  if (!/[a-zA-Z]/.test(char)) return null;
  const counts = letters[char];
  if (counts === undefined) {
    return {
      message: `${char} is no pattern letter: quote literal text, as in 'T'`,
      index,
    };
  }
  if (counts.length > 0 && !counts.includes(count)) {
    return { message: `too many pattern letters ${char}`, index };
  }
  return null;
}
