/**
 * `deno task connect:generate`: writes the connector's JSON from the code that defines it.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Option, runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import {
  type GeneratedFile,
  writeGenerated,
} from "../scripts/shared/generated_file.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { print } from "../scripts/shared/terminal.ts";
import { userPath } from "../scripts/shared/user_path.ts";
import { selectEnvironment } from "./environments/select.ts";
import { printNamedConfig } from "./sink_config.ts";
import { buildWeatherSink } from "./weather_sink.ts";

const command = taskCommand(
  "connect:generate",
  "Write the connector's JSON from connect/weather_sink.ts",
)
  .option("--check", "write nothing; exit 1 if the file is not up to date")
  .option("--env <name>", "as connect/environments/<name>.ts has it")
  .option(
    "--out <file>",
    "write it there, with the settings of .env and the shell",
  )
  .addOption(
    new Option("--stdout", "print it, with the settings of .env and the shell")
      .conflicts(["check", "out"]),
  )
  .addHelpText(
    "after",
    `
connect/generated/<name>[.<env>].json is to be committed: it has every setting's default, so that it is the same for all
who work on the code, whatever their .env says. --out and --stdout are for your own services.

Examples:
  deno task connect:generate && git diff connect/generated
  deno task connect:generate --env prod --out sinks/prod.json
  SINK_PROFILE=latency deno task connect:generate --stdout`,
  );

interface Options {
  readonly check?: boolean;
  readonly env?: string;
  readonly out?: string;
  readonly stdout?: boolean;
}

async function main(): Promise<ExitCode> {
  const { check = false, stdout = false, env, out } = command.parse(Deno.args, {
    from: "user",
  }).opts<Options>();
  const isOwn = stdout || out !== undefined;
  const connector = buildWeatherSink(
    isOwn ? readSettings() : readSettings({}),
    selectEnvironment(env),
  );
  const text = printNamedConfig(connector);
  if (stdout) {
    print(text.trimEnd());
    return exitCode.ok;
  }
  if (out !== undefined) return await writeOwn(out, { text, check, env });
  return await writeGenerated(committedFile(connector.name, env), {
    text,
    check,
  });
}

async function writeOwn(
  out: string,
  { env, ...content }: {
    readonly text: string;
    readonly check: boolean;
    readonly env: string | undefined;
  },
): Promise<ExitCode> {
  const path = resolve(userPath(out));
  try {
    if (!content.check) await Deno.mkdir(dirname(path), { recursive: true });
    return await writeGenerated({
      file: pathToFileURL(path),
      name: out,
      source: "connect/weather_sink.ts with these settings",
      task: `connect:generate${envFlag(env)} --out ${out}`,
    }, content);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    if (error instanceof Deno.errors.NotCapable) {
      throw new UserError(
        `Cannot write ${out}: this task may write into the folder that it is started in, and neither .env nor .stack`,
        `start it there, or redirect its output: deno task -q connect:generate${
          envFlag(env)
        } --stdout > ${out}`,
        exitCode.couldNot,
        { cause: error },
      );
    }
    throw new UserError(
      `Cannot write ${out}: ${error.message}`,
      "name a file in a folder of yours",
      exitCode.couldNot,
      { cause: error },
    );
  }
}

function committedFile(
  connector: string,
  env: string | undefined,
): GeneratedFile {
  const suffix = env === undefined ? "" : `.${env}`;
  const name = `generated/${encodeURIComponent(connector)}${suffix}.json`;
  return {
    file: new URL(name, import.meta.url),
    name: `connect/${name}`,
    source: "connect/weather_sink.ts",
    task: `connect:generate${envFlag(env)}`,
  };
}

function envFlag(env: string | undefined): string {
  return env === undefined ? "" : ` --env ${env}`;
}

if (import.meta.main) await runMain(main);
