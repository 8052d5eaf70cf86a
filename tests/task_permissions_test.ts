// What the tasks that are given files by their users may read and write, run as users do.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { projectDir } from "../scripts/stack/description.ts";
import { noServices } from "./stack/_own_place.ts";
import { startTask } from "./stack/_pipeline.ts";

const { tasks } = JSON.parse(
  await Deno.readTextFile(`${projectDir}/deno.json`),
) as { readonly tasks: Record<string, { readonly command: string }> };

/** Their users name files anywhere: docs/security.md says why. */
const anywhere = [
  "connect:validate",
  "connect:deploy",
  "connect:plan",
  "connect:export",
];

for (const name of Object.keys(tasks)) {
  if (!/^(dlq|connect:)/.test(name)) continue;
  Deno.test(`deno task ${name} has no more permissions than it needs`, () => {
    const { command } = tasks[name]!;
    assertEquals(
      / --allow-read( |$)/.test(command),
      anywhere.includes(name),
      command,
    );
    assert(
      !/--allow-read( |.*INIT_CWD)/.test(command) ||
        command.includes(" --deny-read=.env,.stack "),
      command,
    );
    assert(!/--allow-(write|run|all|sys|ffi)( |$)| -A /.test(command), command);
  });
}

for (
  const { task, what, told } of [
    {
      task: ["dlq", "replay", "--file", "/etc/hostname"],
      what: "a file outside of the caller's folder",
      told: "deno task dlq replay --file - < /etc/hostname",
    },
    {
      task: ["dlq", "replay", "--file", ".env"],
      what: ".env",
      told: "Cannot read .env: this task may read the folder",
    },
    {
      task: ["connect:generate", "--out", "/nowhere/sink.json"],
      what: "a file outside of the caller's folder",
      told: "connect:generate --stdout > /nowhere/sink.json",
    },
    {
      task: ["connect:generate", "--out", ".stack/sink.json"],
      what: "the stack's folder",
      told: "and neither .env nor .stack",
    },
    {
      task: ["connect:deploy", ".env"],
      what: ".env",
      told: "Cannot read .env: this task may read neither .env nor .stack",
    },
    {
      task: ["connect:validate", ".stack/client.env"],
      what: "the stack's logins",
      told:
        "Cannot read .stack/client.env: this task may read neither .env nor .stack",
    },
  ]
) {
  Deno.test(`deno task ${task[0]} leaves ${what} alone, and says so: ${task.at(-1)}`, async () => {
    const { code, stderr } = await startTask(task, noServices).result;
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, told);
  });
}
