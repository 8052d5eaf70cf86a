// The one module that prints: results to standard output, progress and errors to standard error, so that
// `--json` and pipes stay clean.
// deno-lint-ignore-file no-console
// Run at the first table only: of a command's start it would be 20 ms of processor time, as much as Deno's own.
import defer * as cliTable from "cli-table3";

/** Prints a result to standard output. */
export function print(text: string): void {
  console.log(text);
}

/** Prints a result as JSON to standard output, as `--json` asks. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** Writes bytes to standard output as they are, such as another program's output. */
export async function writeOutput(bytes: Uint8Array): Promise<void> {
  const writer = Deno.stdout.writable.getWriter();
  await writer.write(bytes);
  writer.releaseLock();
}

/** Prints progress, a warning or an error to standard error. */
export function printError(text: string): void {
  console.error(text);
}

/** Empties the screen, so that what is printed next stands in place of it; nothing where there is no terminal. */
export function clearScreen(): void {
  if (Deno.stdout.isTerminal()) console.log("\x1b[2J\x1b[3J\x1b[H");
}

/** Whether standard error is a terminal, on which {@linkcode showStatus} can write one line again and again. */
export function hasStatusLine(): boolean {
  return Deno.stderr.isTerminal();
}

/** Writes a line of progress in place of the one before, on a terminal; an empty text takes it away. */
export function showStatus(text: string): void {
  const { columns } = Deno.consoleSize();
  const line = [...text].slice(0, columns - 1).join("");
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}`));
}

/** A screen of its own on the terminal, on which each text takes the place of the one before. */
export interface Screen extends Disposable {
  /** Shows a text, as much of it as there is room for. */
  readonly show: (text: string) => void;
}

/** Opens a screen, after which the terminal is as it was before; undefined where there is no terminal. */
export function openScreen(): Screen | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  const write = (text: string) =>
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  // The alternate screen, without cursor and without wrapping of long lines.
  write("\x1b[?1049h\x1b[?25l\x1b[?7l");
  return {
    show: (text) => {
      const { rows } = Deno.consoleSize();
      const lines = text.split("\n").slice(0, rows - 1);
      write(`\x1b[H${lines.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J`);
    },
    [Symbol.dispose]: () => {
      write("\x1b[?7h\x1b[?25h\x1b[?1049l");
    },
  };
}

/** A text from elsewhere without what a terminal would obey. */
export function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex -- those are what is meant
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, "�");
}

/** Styles for text on a terminal; without one (a pipe, NO_COLOR) they return the text as it is. */
export const style = {
  bold: (text: string) => styled(text, 1, 22),
  dim: (text: string) => styled(text, 2, 22),
  red: (text: string) => styled(text, 31, 39),
  green: (text: string) => styled(text, 32, 39),
  yellow: (text: string) => styled(text, 33, 39),
  cyan: (text: string) => styled(text, 36, 39),
};

function styled(text: string, on: number, off: number): string {
  return Deno.noColor || !Deno.stdout.isTerminal()
    ? text
    : `\x1b[${on}m${text}\x1b[${off}m`;
}

/** Lays rows out under a head, columns aligned, without borders; `right` names the columns (by number) of numbers. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: { right?: readonly number[] } = {},
): string {
  const table = new cliTable.default({
    head: head.map((title) => style.bold(title)),
    colAligns: head.map((_, column) =>
      right.includes(column) ? "right" : "left"
    ),
    chars: tableLines,
    style: {
      head: [],
      border: [],
      compact: true,
      "padding-left": 0,
      "padding-right": 0,
    },
  });
  table.push(...rows.map((row) => [...row]));
  // No blanks at the ends of lines: on a narrow terminal they would wrap.
  return table.toString().replaceAll(/ +$/gm, "");
}

// One line below the head, two blanks between columns.
const tableLines = {
  "top": "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  "bottom": "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  "left": "",
  "left-mid": "",
  "mid": "─",
  "mid-mid": "──",
  "right": "",
  "right-mid": "",
  "middle": "  ",
};

/** Width of the terminal in columns; undefined where there is none, such as in a pipe. */
export function terminalWidth(): number | undefined {
  return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined;
}

/** Breaks a line between words where it is wider than the terminal, if there is one; what follows is indented by two. */
export function wrapLine(line: string, width: number | undefined): string {
  if (width === undefined) return line;
  let used = 0;
  const words = line.split(" ").map((word, index) => {
    // deno-lint-ignore no-control-regex -- styles take no room
    const length = word.replaceAll(/\x1b\[\d+m/g, "").length;
    const separator = index === 0
      ? ""
      : used + 1 + length > width
      ? "\n  "
      : " ";
    used = separator === "\n  " ? 2 + length : used + separator.length + length;
    return separator + word;
  });
  return words.join("");
}
