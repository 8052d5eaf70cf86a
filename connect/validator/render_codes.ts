import type { CodeTable } from "./codes.ts";
import type { Severity } from "./finding.ts";

const severities: readonly {
  readonly name: Severity;
  readonly means: string;
}[] = [
  {
    name: "error",
    means:
      "The sink will fail, stall, refuse every record, lose or corrupt data.",
  },
  { name: "warning", means: "It works, but surely not as meant." },
  { name: "hint", means: "It works as meant, but is slow or risky." },
];

/** Writes the table of codes as Markdown, a section for each code so that findings can point at it. */
export function renderCodes(codes: CodeTable): string {
  const names = Object.keys(codes);
  const parts = severities.flatMap(({ name, means }) => [
    `## ${capital(name)}s`,
    wrap(means),
    ...names.filter((code) => codes[code]!.severity === name)
      .flatMap((code) => {
        const { title, explanation, fix } = codes[code]!;
        return [
          `### ${code}`,
          wrap(`**${escape(capital(title))}.** ${escape(explanation)}`),
          wrap(`Fix: ${escape(fix)}.`),
        ];
      }),
  ]);
  return [
    "# What `deno task connect:validate` finds",
    "Generated from the code by `deno task connect:codes`: do not edit.",
    ...parts,
  ].join("\n\n") + "\n";
}

/** Lines of at most 80 characters, as `deno fmt` breaks them. */
function wrap(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= 80) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.join("\n");
}

// These would be markup, or the begin of a tag.
function escape(text: string): string {
  return text.replace(/[_*<>]/g, "\\$&");
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
