// The scripts of `deno task completions`, in the shells that they are for: CI installs them.
import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  makeScript,
  type Shell,
  shells,
} from "../../../scripts/completions/shell_script.ts";
import { openTerminal } from "./_terminal.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url))
  .replace(/\/$/, "");

// Whoever has no zsh or fish can still run the tests; .ci/run installs them.
const installed = shells.filter((shell) => {
  try {
    return new Deno.Command(shell, { args: ["--version"] }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
});

if (Deno.env.get("CI") === "true") {
  Deno.test("completions are tested in every shell that they are for", () => {
    assertEquals(installed, shells, "apt-get install zsh fish");
  });
}

/** A folder with a shell's script, and that of Deno itself. */
async function writeScripts(shell: Shell) {
  const directory = await Deno.makeTempDir();
  const script = await makeScript(shell, { root, deno: Deno.execPath() });
  await Deno.writeTextFile(`${directory}/project`, script);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["completions", shell],
  }).output();
  await Deno.writeFile(`${directory}/deno`, stdout);
  return {
    directory,
    // What the shell has started may write to its home for a moment longer than the shell lives.
    [Symbol.asyncDispose]: () => removeWhenQuiet(directory),
  };
}

async function removeWhenQuiet(directory: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (true) {
    try {
      return await Deno.remove(directory, { recursive: true });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const interactive = {
  bash: {
    command: "bash --norc --noprofile -i",
    start: "bind 'set enable-bracketed-paste off'; source ~/deno",
  },
  zsh: {
    command: "zsh -f -i",
    // Deno 2.9.6's own script for zsh ends in an error of zsh's _arguments: this stands in for one that works.
    start: "autoload -Uz compinit; compinit -u -D; " +
      "_deno() { compadd coverage; }; compdef _deno deno",
  },
} as const;

const lines = [
  { line: "deno task connect:dep\t", words: ["task", "connect:deploy"] },
  {
    line: "deno task prod\t--so\tre\t",
    words: ["task", "produce", "--source", "replay"],
  },
  {
    line: "deno task connect:deploy --env=pr\t",
    words: ["task", "connect:deploy", "--env=prod"],
  },
  {
    line: "deno task connect:deploy READ\t",
    words: ["task", "connect:deploy", "README.md"],
  },
  {
    line: "deno task produce --cities New\t",
    words: ["task", "produce", "--cities", "New York"],
  },
  {
    line: "deno task -q connect:dep\t--dry\t",
    words: ["task", "-q", "connect:deploy", "--dry-run"],
  },
  // Deno's own completion, and the same words elsewhere than in the project.
  { line: "deno cove\t", words: ["coverage"] },
  { line: "deno task prod\t", words: ["task", "prod"], cwd: "/" },
];

for (const shell of ["bash", "zsh"] as const) {
  if (!installed.includes(shell)) continue;
  const { command, start } = interactive[shell];
  Deno.test(`completions complete what is typed into ${shell}`, async () => {
    await using scripts = await writeScripts(shell);
    const { directory } = scripts;
    await using terminal = openTerminal(command, {
      cwd: root,
      env: { HOME: directory },
    });
    await terminal.type(
      // Stands for Deno: shows the words that the line has in the end.
      `PS1='rea''dy> '; deno() { printf '<%s>' "$@"; echo '<''end>'; }; ` +
        `${start}; source ~/project\n`,
    );
    await terminal.read(/ready> /);
    for (const { line, words, cwd = root } of lines) {
      await terminal.type(`cd '${cwd}'\n`);
      await terminal.read(/ready> /);
      await terminal.type(`${line}\n`);
      const [, shown] = await terminal.read(/((?:<[^<>]*>)+)<end>[^]*ready> /);
      assertEquals(shown, words.map((word) => `<${word}>`).join(""), line);
    }
    // What is typed is never run to complete it.
    const evil = `${directory}/evil`;
    await terminal.type(`cd '${root}'\n`);
    await terminal.read(/ready> /);
    await terminal.type(
      `deno task connect:deploy '$(touch ${evil})' --js\t`,
    );
    await terminal.read(/--json/);
    await assertRejects(() => Deno.stat(evil), Deno.errors.NotFound);
    // Ctrl-C: the line is not to be run at all.
    await terminal.type("\x03exit\n");
  });
}

for (
  const { line, answer, cwd = root } of [
    {
      line: "deno task connect:dep",
      answer: [
        "connect:deploy\tDeploy the connector, wait until it runs and consumes; undo what does not",
      ],
    },
    {
      line: "deno task connect:deploy --env=",
      answer: ["--env=dev", "--env=prod"],
    },
    { line: "deno task produce --source re", answer: ["replay"] },
    { line: "deno task produce --cities New", answer: ["New York"] },
    { line: "deno task connect:deploy READ", answer: ["README.md"] },
    { line: "deno task connect:deploy --json (touch evil)R", answer: [] },
    { line: "deno cove", answer: ["coverage\tPrint coverage reports"] },
    { line: "deno task connect:dep", answer: [], cwd: "/" },
  ]
) {
  if (!installed.includes("fish")) continue;
  Deno.test(`completions complete in fish, in ${cwd === root ? "the project" : cwd}: ${line}`, async () => {
    await using scripts = await writeScripts("fish");
    const { directory } = scripts;
    const { code, stdout, stderr } = await new Deno.Command("fish", {
      args: [
        "--no-config",
        "--command",
        `source ${directory}/deno; source ${directory}/project; complete --do-complete '${line}'`,
      ],
      cwd,
    }).output();
    const decoder = new TextDecoder();
    assertEquals(
      { code, stderr: decoder.decode(stderr) },
      { code: 0, stderr: "" },
    );
    assertEquals(decoder.decode(stdout).split("\n").filter(Boolean), answer);
  });
}
