// What a shell asks at each Tab: every task of deno.json is asked as it is run.
import { assert, assertEquals } from "@std/assert";
import { denoArguments } from "../../../scripts/completions/complete_task.ts";
import { noServices } from "../../stack/_own_place.ts";

const root = new URL("../../../", import.meta.url);
const { tasks } = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", root)),
) as { tasks: Record<string, { command: string; description: string }> };

async function ask(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--allow-read",
      "--allow-run",
      "scripts/completions/answer_shell.ts",
      ...words,
    ],
    cwd: root,
    env: { ...noServices, CONNECT_URL: "http://127.0.0.1:1", ...env },
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout).split("\n").filter((line) =>
    // The library's own line, which says nothing.
    line !== "" && line !== ":4"
  );
}

Deno.test("completeTask() offers each task with its description", async () => {
  assertEquals(
    await ask([""]),
    Object.entries(tasks).map(([name, { description }]) =>
      `${name}\t${description}`
    ),
  );
});

for (const [name, { command }] of Object.entries(tasks)) {
  if (denoArguments(command) === undefined) continue;
  Deno.test(`completeTask() gets an answer from ${name}, which does nothing else`, async () => {
    const answer = await ask([name, "--"]);
    assert(answer.includes("--help\tshow this help"), answer.join("\n"));
  });
}

for (
  const { what, words, answer } of [
    {
      what: "options that go on as typed",
      words: ["connect:deploy", "--no-"],
      answer: [
        "--no-validate\tskip the checks made before anything is changed",
        "--no-rollback\ton failure leave the new config in place",
      ],
    },
    {
      what: "an option's choices",
      words: ["produce", "--source", "re"],
      answer: ["replay\t"],
    },
    {
      what: "an option's choices after =",
      words: ["produce", "--source=re"],
      answer: ["replay\t"],
    },
    {
      what: "environments",
      words: ["connect:deploy", "--json", "--env", ""],
      answer: ["dev\t", "prod\t"],
    },
    {
      what: "cities that are not yet in the list",
      words: ["produce", "--cities", "Cairo,New York,N"],
      answer: ["Cairo,New York,Nairobi\t", ":list"],
    },
    {
      what: "cities of a sub-command",
      words: ["query", "stats", "--city", "Lo"],
      answer: ["London\t", ":list"],
    },
    {
      what: "an option's choices of a sub-command",
      words: ["query", "stats", "--by", "mo"],
      answer: ["month\t"],
    },
    {
      what: "files for an argument",
      words: ["connect:deploy", ""],
      answer: [":files"],
    },
    {
      what: "files for an option",
      words: ["connect:validate", "--sample", ""],
      answer: [":files"],
    },
    {
      what: "an argument's choices, the first option's value passed over",
      words: ["stack:logs", "--lines", "5", "con"],
      answer: ["connect\t", "connect-1\t", "connect-2\t"],
    },
    {
      what: "the kinds of an action",
      words: ["connect:offsets", "re"],
      answer: ["reset\t"],
    },
    {
      what: "log levels",
      words: ["connect:logs", "D"],
      answer: ["DEBUG\t"],
    },
    {
      what: "sub-commands",
      words: ["dlq", "p"],
      answer: ["purge\tdelete the dead letters that are there now"],
    },
    {
      what: "a sub-command's options",
      words: ["dlq", "purge", "--y"],
      answer: ["--yes\tdo not ask"],
    },
    {
      what: "nothing for a number",
      words: ["connect:deploy", "--timeout", ""],
      answer: [],
    },
    {
      what: "nothing for a task that runs more than one command",
      words: ["ok", ""],
      answer: [],
    },
    {
      what: "nothing for a task that there is not",
      words: ["nope", ""],
      answer: [],
    },
    {
      what: "no connector of a worker that is away",
      words: ["connect:restart", ""],
      answer: [],
    },
  ]
) {
  Deno.test(`completeTask() offers ${what}`, async () => {
    assertEquals(await ask(words), answer);
  });
}

Deno.test("completeTask() offers the connectors that the worker has", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => Response.json(["cities-weather-sink", "other"]),
  );
  assertEquals(
    await ask(["connect:restart", "c"], {
      CONNECT_URL: `http://127.0.0.1:${server.addr.port}`,
    }),
    ["cities-weather-sink\t"],
  );
});

for (
  const command of [
    "deno fmt --check && deno run -q scripts/schema.ts",
    "deno run -q scripts/schema.ts; rm x",
    "deno run -q $(cat x) scripts/schema.ts",
    "deno test --no-prompt",
    "npm run x.ts",
  ]
) {
  Deno.test(`denoArguments() has none for \`${command}\``, () => {
    assertEquals(denoArguments(command), undefined);
  });
}
