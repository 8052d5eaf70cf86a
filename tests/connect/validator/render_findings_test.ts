import { assertEquals } from "@std/assert";
import type { Finding } from "../../../connect/validator/finding.ts";
import {
  renderFinding,
  summarize,
} from "../../../connect/validator/render_findings.ts";

const plain = (text: string) => text;
const style = {
  bold: plain,
  dim: plain,
  red: plain,
  yellow: plain,
  cyan: plain,
};
const finding: Finding = {
  severity: "error",
  code: "mapping-syntax",
  setting: "m",
  where: { start: 2, end: 5 },
  message: "it is wrong",
  fix: "mend it",
  docs: "connect/validator/CODES.md#mapping-syntax",
};

Deno.test("renderFinding() underlines the wrong part of the value", () => {
  assertEquals(
    renderFinding(finding, { file: "a.json", config: { m: "a=b-c" }, style }),
    [
      "error[mapping-syntax]: it is wrong",
      "  --> a.json: m",
      "   |",
      "   | a=b-c",
      "   |   ^^^",
      "   = fix: mend it",
    ].join("\n"),
  );
});

Deno.test("renderFinding() shows the line that the part is on", () => {
  const text = renderFinding({ ...finding, where: { start: 9, end: 10 } }, {
    file: "a.json",
    config: { m: "a=key,\n b;c" },
    style,
  });
  assertEquals(text.split("\n").slice(3, 5), ["   |  b;c", "   |   ^"]);
});

Deno.test("renderFinding() cuts a long line around the part", () => {
  const value = `${"x".repeat(200)}-${"y".repeat(200)}`;
  const [line = "", mark = ""] = renderFinding(
    { ...finding, where: { start: 200, end: 201 } },
    { file: "a.json", config: { m: value }, style },
  ).split("\n").slice(3, 5);
  assertEquals(line.length <= 105, true);
  assertEquals(line[mark.indexOf("^")], "-");
});

Deno.test("renderFinding() marks the end of a value that ends too early", () => {
  const text = renderFinding({ ...finding, where: { start: 2, end: 3 } }, {
    file: "a.json",
    config: { m: "a=" },
    style,
  });
  assertEquals(text.split("\n").slice(3, 5), ["   | a=", "   |   ^"]);
});

for (
  const { severities, text } of [
    { severities: [], text: "no fault found" },
    { severities: ["error", "warning", "error"], text: "2 errors, 1 warning" },
    { severities: ["hint", "hint"], text: "2 hints" },
  ] as const
) {
  Deno.test(`summarize() says ${text}`, () => {
    assertEquals(
      summarize(severities.map((severity) => ({ ...finding, severity }))),
      text,
    );
  });
}
