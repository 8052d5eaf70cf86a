/**
 * `deno task test`: runs all tests against services of its own, started on free ports in a temporary folder and stopped
 * afterwards, whatever happens. Arguments go to `deno test`.
 *
 * @module
 */
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import {
  environmentSchema,
  readSettings,
  type Settings,
} from "./shared/settings.ts";
import { print, printError, writeOutput } from "./shared/terminal.ts";
import {
  clientSettings,
  listClientEnvironment,
} from "./stack/client_environment.ts";
import { projectDir } from "./stack/description.ts";
import { pathExists } from "./stack/files.ts";
import { findFreePorts } from "./stack/ports.ts";
import { grantTestRights } from "./stack/secure/grant_rights.ts";
import { startStack } from "./stack/start.ts";
import { stopStack } from "./stack/stop.ts";
import { parseTestSummary, type TestCounts } from "./stack/test_report.ts";

const secureFlag = "--secure";

async function test(): Promise<ExitCode> {
  taskCommand("test", "Run all tests against services of their own")
    .argument("[arguments...]", "arguments for `deno test`")
    .option("--secure", "on services that ask for logins and speak TLS only")
    .allowUnknownOption()
    .addHelpText(
      "after",
      "\nExample:\n  deno task test tests/stack --filter demo\n\nWithout services: deno task test:unit",
    )
    .parse(Deno.args, { from: "user" });
  const isSecure = Deno.args.includes(secureFlag);
  const interrupt = listenForInterrupt();
  const dir = await Deno.makeTempDir({ prefix: "cities-weather-test-" });
  const environment = await chooseEnvironment(`${dir}/stack`);
  const settings = readSettings(environment);
  let counts: TestCounts;
  try {
    const stack = await startStack(settings, {
      report: printError,
      signal: interrupt,
      secure: isSecure,
      onReady: (name, stack) =>
        grantTestRights(name, {
          settings: clientSettings(settings, stack),
          security: stack.security,
        }),
    });
    const reached = { ...environment, ...listClientEnvironment(stack) };
    counts = await runTests(dir, reached, interrupt);
  } catch (error) {
    if (interrupt.aborted) return exitCode.couldNot;
    throw error;
  } finally {
    await stopTestsStacks(`${dir}/tmp`, settings);
    await stopStack(settings, { report: printError });
    await Deno.remove(dir, { recursive: true });
  }
  print(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? exitCode.ok : exitCode.wrong;
}

/** Stops the stacks of tests that were interrupted before they could do so themselves. */
async function stopTestsStacks(
  folder: string,
  settings: Settings,
): Promise<void> {
  if (!await pathExists(folder)) return;
  for await (const { name } of Deno.readDir(folder)) {
    const STACK_DIR = `${folder}/${name}`;
    if (await pathExists(`${STACK_DIR}/run/lock`)) {
      await stopStack({ ...settings, STACK_DIR }, { report: () => {} });
    }
  }
}

/** Signals that a user or a system wants the end; from then on, the services are stopped and nothing else is done. */
function listenForInterrupt(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      if (!interrupt.signal.aborted) {
        printError("interrupted: stopping the test's services");
      }
      interrupt.abort();
    });
  }
  return interrupt.signal;
}

/** Sets every variable of ours, most of them to nothing, so that neither the shell nor .env has a say in the tests. */
async function chooseEnvironment(
  stackDir: string,
): Promise<Record<string, string>> {
  const [kafka = 0, connect = 0, cassandra = 0] = await findFreePorts(3);
  return {
    ...Object.fromEntries(
      Object.keys(environmentSchema.shape).map((name) => [name, ""]),
    ),
    STACK_DIR: stackDir,
    KAFKA_PORT: String(kafka),
    CONNECT_PORT: String(connect),
    CASSANDRA_PORT: String(cassandra),
  };
}

async function runTests(
  dir: string,
  environment: Record<string, string>,
  interrupt: AbortSignal,
): Promise<TestCounts> {
  const temporary = `${dir}/tmp`;
  await Deno.mkdir(temporary);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--no-prompt",
      "--allow-env",
      // The last is nobody's (RFC 5737): an address that this machine lacks.
      "--allow-net=localhost,127.0.0.1,127.0.0.2,127.0.0.3,0.0.0.0,203.0.113.1",
      `--allow-read=${projectDir},${dir}`,
      `--allow-write=${projectDir},${dir}`,
      // All programs, as ending a process (Deno.kill) needs it.
      "--allow-run",
      ...Deno.args.filter((argument) => argument !== secureFlag),
    ],
    env: {
      ...environment,
      TMPDIR: temporary,
      // It sees a pipe, where it would print without colors.
      ...(Deno.stdout.isTerminal() && !Deno.noColor
        ? { FORCE_COLOR: "1" }
        : {}),
    },
    stdin: "null",
    stdout: "piped",
    signal: interrupt,
  }).spawn();
  const output = await forward(child.stdout);
  const { success } = await child.status;
  interrupt.throwIfAborted();
  const { passed, failed } = parseTestSummary(output) ??
    { passed: 0, failed: 0 };
  // Where a file does not compile, nothing runs, which `deno test` has told and counts as no test.
  return { passed, failed: success ? failed : Math.max(failed, 1) };
}

/** Writes to standard output what comes, as it comes, and returns all of it. */
async function forward(stream: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    await writeOutput(chunk);
    chunks.push(decoder.decode(chunk, { stream: true }));
  }
  return chunks.join("");
}

if (import.meta.main) await runMain(test);
