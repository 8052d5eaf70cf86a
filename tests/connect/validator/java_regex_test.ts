import { assertEquals } from "@std/assert";
import { readJavaRegex } from "../../../connect/validator/java_regex.ts";

// java.util.regex of Java 17 was asked about each.
for (
  const pattern of [
    "(",
    ")",
    "[a",
    "*a",
    "a**",
    "a{2,1}",
    "{",
    "a{",
    "a\\",
    "\\y",
    "(?x",
    "a|*",
  ]
) {
  Deno.test(`readJavaRegex() refuses ${pattern} as Java does`, () => {
    assertEquals(typeof readJavaRegex(pattern).error?.message, "string");
  });
}

for (
  const { pattern, text, matches } of [
    { pattern: "t.*", text: "topic", matches: true },
    { pattern: "opi", text: "topic", matches: false },
    { pattern: "a|b", text: "b", matches: true },
    { pattern: "(?i)TOPIC", text: "topic", matches: true },
    { pattern: "\\Qa.b\\E.*", text: "a.bc", matches: true },
    { pattern: "\\Qa.b\\E", text: "axb", matches: false },
    { pattern: "a{1,2}", text: "aa", matches: true },
    { pattern: "]", text: "]", matches: true },
    { pattern: "[]a]", text: "]", matches: null },
    { pattern: "a++", text: "aa", matches: null },
    { pattern: "(?>a)", text: "a", matches: null },
    { pattern: "\\p{Alpha}", text: "a", matches: null },
    { pattern: "[a-z&&[^b]]", text: "a", matches: null },
  ]
) {
  Deno.test(`readJavaRegex() matches ${text} against ${pattern}: ${matches}`, () => {
    const { error, matcher } = readJavaRegex(pattern);
    assertEquals(error, null);
    assertEquals(matcher?.test(text) ?? null, matches);
  });
}
