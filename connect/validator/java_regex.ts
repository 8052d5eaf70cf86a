/** A Java regular expression, as far as it can be judged and run here. */
export interface JavaRegex {
  /** Why Java refuses the pattern, or null. */
  readonly error: { readonly message: string; readonly index: number } | null;
  /** The same expression for whole-text matching, or null where it has no counterpart here. */
  readonly matcher: RegExp | null;
}

/**
 * Reads a pattern of `java.util.regex`. Errors are reported only where Java surely refuses it; a construct that only
 * Java has gives a null matcher.
 */
export function readJavaRegex(pattern: string): JavaRegex {
  const error = syntaxError(pattern);
  return { error, matcher: error === null ? toMatcher(pattern) : null };
}

function syntaxError(pattern: string): JavaRegex["error"] {
  let depth = 0;
  let index = 0;
  // Whether something stands before that a quantifier can repeat.
  let repeatable = false;
  const fail = (message: string, at: number) => ({ message, index: at });
  while (index < pattern.length) {
    const char = pattern[index]!;
    switch (char) {
      case "\\": {
        if (index + 1 >= pattern.length) {
          return fail("it ends with a lone backslash", index);
        }
        if (pattern[index + 1] === "Q") {
          const end = pattern.indexOf("\\E", index + 2);
          index = end === -1 ? pattern.length : end + 2;
        } else {
          const escape = pattern[index + 1]!;
          if (/[CEFIJKLMOTUYgijlmoqy]/.test(escape)) {
            return fail(`\\${escape} is no escape of Java`, index);
          }
          index += 2;
          const braces = /^\{[^}]*\}/.exec(pattern.slice(index));
          if (/[pPxN]/.test(escape) && braces !== null) {
            index += braces[0].length;
          }
        }
        repeatable = true;
        continue;
      }
      case "[": {
        const end = classEnd(pattern, index);
        if (end === -1) return fail("a [ is never closed", index);
        index = end;
        repeatable = true;
        continue;
      }
      case "(": {
        depth++;
        const flags = /^\(\?[a-zA-Z-]+\)/.exec(pattern.slice(index));
        if (flags !== null) {
          depth--;
          index += flags[0].length;
          continue;
        }
        const group = /^\(\?(?:<?[=!]|[:>]|<[a-zA-Z][a-zA-Z0-9]*>|[a-zA-Z-]+:)/
          .exec(pattern.slice(index));
        if (pattern[index + 1] === "?" && group === null) {
          return fail("an unknown kind of group", index);
        }
        index += group === null ? 1 : group[0].length;
        repeatable = false;
        continue;
      }
      case ")":
        if (--depth < 0) return fail("a ) was never opened", index);
        repeatable = true;
        break;
      case "|":
        repeatable = false;
        break;
      case "*":
      case "+":
      case "?":
        if (!repeatable) {
          return fail(`there is nothing for ${char} to repeat`, index);
        }
        // A lazy or possessive mark may follow, after which nothing more can be repeated.
        index += /[?+]/.test(pattern[index + 1] ?? "") ? 2 : 1;
        repeatable = false;
        continue;
      case "{": {
        const range = /^\{(\d+)(,(\d*))?\}[?+]?/.exec(pattern.slice(index));
        if (range === null) {
          return fail("a { that is no repetition must be escaped", index);
        }
        if (range[3] && Number(range[3]) < Number(range[1])) {
          return fail("a repetition whose end is before its start", index);
        }
        index += range[0].length;
        repeatable = true;
        continue;
      }
      default:
        repeatable = true;
    }
    index++;
  }
  return depth > 0 ? fail("a ( is never closed", pattern.length) : null;
}

function classEnd(pattern: string, start: number): number {
  let index = start + 1;
  if (pattern[index] === "^") index++;
  // A ] that stands first is a literal.
  if (pattern[index] === "]") index++;
  while (index < pattern.length) {
    if (pattern[index] === "\\") index += 2;
    else if (pattern[index] === "]") return index + 1;
    else if (pattern[index] === "[") {
      index = classEnd(pattern, index);
      if (index === -1) return -1;
    } else index++;
  }
  return -1;
}

function toMatcher(pattern: string): RegExp | null {
  let source = pattern.replace(
    /\\Q([\s\S]*?)(?:\\E|$)/g,
    (_, literal: string) => literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"),
  );
  let flags = "";
  const leading = /^\(\?([ims]+)\)/.exec(source);
  if (leading !== null) {
    flags = leading[1]!;
    source = source.slice(leading[0].length);
  }
  // Only Java has these, or they mean something else here.
  if (
    /\(\?>|\(\?[a-zA-Z-]+[):]|[*+?}]\+|&&|\\[pPhHRXGZzAae]/.test(source)
  ) return null;
  if (/\[\^?\]/.test(source)) return null;
  if (/\[[^\]]*\[/.test(source.replace(/\\./g, ""))) return null;
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch {
    return null;
  }
}
