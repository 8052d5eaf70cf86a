import { printSimpleDate } from "../java/simple_date_format.ts";
import { NotSimulated } from "../refusal.ts";
import type { PluginSettings } from "../settings.ts";
import type { Transform } from "./part.ts";
import { readJavaRegex } from "../../java_regex.ts";

/** `RegexRouter`: another topic where the whole name matches. */
export function regexRouter(settings: PluginSettings): Transform {
  const regex = javaRegex(settings.required("regex"));
  const replacement = settings.required("replacement");
  return (record) => {
    const match = regex.exec(record.topic);
    return match === null
      ? record
      : { ...record, topic: javaReplacement(match, replacement) };
  };
}

/** `TimestampRouter`: the record's date in the topic's name. */
export function timestampRouter(settings: PluginSettings): Transform {
  const format = settings.text("topic.format") ?? "${topic}-${timestamp}";
  const pattern = settings.text("timestamp.format") ?? "yyyyMMdd";
  return (record) => {
    if (record.timestamp === null) {
      throw new NotSimulated("a timestamp, which the sample does not have");
    }
    const date = printSimpleDate(Number(record.timestamp), pattern);
    const topic = format.replaceAll("${topic}", () => record.topic)
      .replaceAll("${timestamp}", () => date);
    return { ...record, topic };
  };
}

/** A Java regular expression for whole texts. @throws {NotSimulated} for one that only Java can run. */
export function javaRegex(pattern: string): RegExp {
  const { matcher } = readJavaRegex(pattern);
  if (matcher === null) {
    throw new NotSimulated(`the regular expression ${pattern}`);
  }
  return matcher;
}

// What `Matcher.replaceFirst` puts in place of a whole match.
function javaReplacement(match: RegExpExecArray, replacement: string): string {
  let result = "";
  for (let at = 0; at < replacement.length; at++) {
    const char = replacement[at]!;
    const rest = replacement.slice(at + 1);
    if (char === "\\") {
      result += rest.charAt(0);
      at++;
    } else if (char === "$") {
      const group = groupName(match, rest);
      if (group === null) {
        throw new NotSimulated(`the replacement ${replacement}`);
      }
      result += group.text;
      at += group.length;
    } else result += char;
  }
  return result;
}

function groupName(
  match: RegExpExecArray,
  rest: string,
): { readonly text: string; readonly length: number } | null {
  const named = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(rest);
  if (named !== null) {
    const text = match.groups?.[named[1]!];
    return text === undefined ? null : { text, length: named[0].length };
  }
  let digits = /^\d/.exec(rest)?.[0] ?? null;
  if (digits === null || Number(digits) >= match.length) return null;
  // Java takes more digits as long as there is such a group.
  while (Number(digits + (rest[digits.length] ?? "x")) < match.length) {
    digits += rest[digits.length]!;
  }
  return { text: match[Number(digits)] ?? "", length: digits.length };
}
