/** A shell that completions are for. */
export type Shell = "bash" | "zsh" | "fish";

/** The shells that completions are for. */
export const shells: readonly Shell[] = ["bash", "zsh", "fish"];

/** Where the project and its Deno are, as absolute paths. */
export interface Place {
  /** The project's folder, without a slash at its end. */
  readonly root: string;
  readonly deno: string;
}

/** Makes a shell's script, to be sourced there, from `completions.<shell>`. */
export async function makeScript(shell: Shell, place: Place): Promise<string> {
  const template = await Deno.readTextFile(
    new URL(`completions.${shell}`, import.meta.url),
  );
  const quote = quotes[shell];
  const [heading = "", ...lines] = template.split("\n");
  return [
    heading.replace("@ROOT@", () => place.root),
    lines.join("\n")
      .replaceAll("@ROOT@", () => quote(place.root))
      .replaceAll(
        "@ANSWER@",
        () => [place.deno, ...answerArguments(place)].map(quote).join(" "),
      ),
  ].join("\n");
}

/** Deno's arguments before the words to complete: to read the project, and to start Deno for the task's own command. */
function answerArguments({ root, deno }: Place): string[] {
  return [
    "run",
    "--quiet",
    "--no-prompt",
    `--config=${root}/deno.json`,
    `--allow-read=${root}`,
    `--allow-run=${deno}`,
    `${root}/scripts/completions/answer_shell.ts`,
  ];
}

const quotes: Readonly<Record<Shell, (text: string) => string>> = {
  bash: quotePosix,
  zsh: quotePosix,
  // Within single quotes, fish takes a backslash before a quote or another backslash as an escape.
  fish: (text) => `'${text.replaceAll(/[\\']/g, "\\$&")}'`,
};

function quotePosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
