/**
 * `deno task connect:validate`: says everything that is wrong with connector configs before anything runs.
 *
 * @module
 */
import { runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import {
  print,
  printError,
  printJson,
  style,
} from "../scripts/shared/terminal.ts";
import { userPath } from "../scripts/shared/user_path.ts";
import {
  checkConnector,
  type CheckInput,
  type CheckResult,
} from "./validator/check_connector.ts";
import {
  type ConnectorDocument,
  ConnectorDocumentError,
  parseConnectorDocument,
} from "./validator/connector_config.ts";
import { withoutOwner } from "./ownership.ts";
import type { SampleRecord } from "./validator/simulate/sample_record.ts";
import { renderFinding, summarize } from "./validator/render_findings.ts";

interface Options {
  readonly cql: readonly string[];
  readonly sample: readonly string[];
  readonly json?: true;
  readonly live?: true;
}

const examples = `
Examples:
  deno task connect:validate                          the generated configs
  deno task connect:validate sink.json --cql schema/  against tables of your own
  deno task connect:validate sink.json --sample cities.jsonl
  deno task connect:validate --live                   with all that the services know

Exit codes: 0 no error (warnings and hints may be there), 1 errors, 2 something could not be checked.`;

async function main(): Promise<ExitCode> {
  const repeatable = (value: string, before: readonly string[]) => [
    ...before,
    value,
  ];
  const command = taskCommand(
    "connect:validate",
    "Say everything that is wrong with connector configs, without any service or, with --live, by asking them",
  )
    .argument("[files...]", 'connector JSON, flat or {"name", "config"}')
    .option(
      "--cql <path>",
      "CQL file, or directory of *.cql, that defines the tables (repeatable; default: this project's)",
      repeatable,
      [],
    )
    .option(
      "--sample <file>",
      "JSON lines, one Kafka record each, to send through the config (repeatable)",
      repeatable,
      [],
    )
    .option(
      "--live",
      "ask Connect, Kafka and Cassandra too: classes, tables, credentials, the topics' records",
    )
    .option("--json", "print the findings as a JSON array")
    .addHelpText("after", examples)
    .parse(Deno.args, { from: "user" });
  const options = command.opts<Options>();
  const files: readonly InputFile[] = command.args.length > 0
    ? command.args.map((name) => ({ name, path: userPath(name) }))
    : (await generatedFiles()).map((name) => ({ name, path: name }));
  return await validateFiles(files, options);
}

/** A config's file. */
interface InputFile {
  /** As its user wrote it. */
  readonly name: string;
  readonly path: string;
}

async function validateFiles(
  files: readonly InputFile[],
  options: Options,
): Promise<ExitCode> {
  const tables = await readTables(options.cql);
  const samples = await readSamples(options.sample);
  const input = {
    ...tables,
    schemaIsComplete: options.cql.length > 0,
    samples,
  };
  const check = options.live ? await liveCheck() : checkConnector;
  const results: FileResult[] = [];
  for (const file of files) {
    results.push(
      await validateFile(file, (document) => check(document, input)),
    );
  }
  report(results, options);
  const has = (test: (result: FileResult) => boolean) => results.some(test);
  if (has(({ result }) => hasError(result))) return exitCode.wrong;
  return has(({ result }) => !result?.judged) ? exitCode.couldNot : exitCode.ok;
}

// Loaded only when asked for: an offline run takes a few hundredths of a second, and these clients more.
async function liveCheck(): Promise<typeof checkConnector> {
  const { checkWithServices } = await import("./live_check.ts");
  const { readSettings } = await import("../scripts/shared/settings.ts");
  const settings = readSettings();
  return (document, input) => checkWithServices(document, settings, input);
}

interface FileResult {
  readonly file: string;
  readonly document?: ConnectorDocument;
  /** Absent if the file could not be read. */
  readonly result?: CheckResult;
}

async function validateFile(
  { name: file, path }: InputFile,
  check: (document: ConnectorDocument) => Promise<CheckResult>,
): Promise<FileResult> {
  let document: ConnectorDocument;
  try {
    const written = parseConnectorDocument(await readText(file, path));
    // What connect:deploy adds may come along with a config copied from a worker.
    document = { ...written, config: withoutOwner(written.config) };
  } catch (error) {
    if (error instanceof ConnectorDocumentError) {
      printError(`error: Cannot check ${file}: ${error.message}`);
      return { file };
    }
    if (error instanceof UserError) {
      printError(`error: ${error.message}`);
      return { file };
    }
    throw error;
  }
  return { file, document, result: await check(document) };
}

function hasError(result: CheckResult | undefined): boolean {
  return result?.findings.some(({ severity }) => severity === "error") ?? false;
}

function report(results: readonly FileResult[], { json }: Options): void {
  if (json) {
    printJson(
      results.flatMap(({ file, result }) =>
        (result?.findings ?? []).map((finding) =>
          results.length > 1 ? { file, ...finding } : finding
        )
      ),
    );
  }
  for (const { file, document, result } of results) {
    if (result === undefined || document === undefined) continue;
    if (!json) {
      const { config } = document;
      for (const finding of result.findings) {
        print(`${renderFinding(finding, { file, config, style })}\n`);
      }
      print(`${style.bold(file)}: ${summarize(result.findings)}`);
    }
    for (const what of result.unchecked) {
      printError(`${file}: not checked: ${what}`);
    }
  }
}

async function readTables(
  paths: readonly string[],
): Promise<Pick<CheckInput, "schema" | "replication">> {
  const { parseCqlSchema, CqlSyntaxError } = await import(
    "../cql/schema_parser.ts"
  );
  const { readReplication } = await import("./validator/replication.ts");
  const files = await readCql(paths);
  try {
    const schema = parseCqlSchema(files);
    // What this project's files say of replication is for one machine; a cluster is set up by its environment.
    const replication = paths.length === 0 ? new Map() : new Map(
      files.flatMap(({ text }) => [...readReplication(text)]),
    );
    return { schema, replication };
  } catch (error) {
    if (error instanceof CqlSyntaxError) {
      throw new UserError(
        error.message,
        "correct the CQL, or leave the file out",
      );
    }
    throw error;
  }
}

async function readCql(paths: readonly string[]) {
  const { readAllCqlFiles, readCqlFiles } = await import("../cql/files.ts");
  if (paths.length === 0) return await readAllCqlFiles();
  const files = await Promise.all(paths.map(async (name) => {
    const path = userPath(name);
    try {
      if (!(await Deno.stat(path)).isDirectory) {
        return [{ name, text: await Deno.readTextFile(path) }];
      }
      const base = new URL(`file://${Deno.cwd()}/`);
      return await readCqlFiles(
        new URL(`${path.replace(/\/+$/, "").replaceAll("%", "%25")}/`, base),
      );
    } catch (error) {
      throw cannotRead(name, error);
    }
  }));
  return files.flat();
}

async function readSamples(
  files: readonly string[],
): Promise<readonly SampleRecord[]> {
  if (files.length === 0) return [];
  const { parseSampleFile, SampleFileError } = await import(
    "./validator/simulate/sample_record.ts"
  );
  const samples = await Promise.all(files.map(async (file) => {
    const text = await readText(file);
    try {
      return parseSampleFile(text);
    } catch (error) {
      if (!(error instanceof SampleFileError)) throw error;
      throw new UserError(
        `${file}: ${error.message}`,
        'write one record a line: {"topic", "key", "value", "headers", "timestamp"}',
      );
    }
  }));
  return samples.flat();
}

async function readText(
  file: string,
  path: string = userPath(file),
): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw cannotRead(file, error);
  }
}

function cannotRead(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new UserError(`Cannot read ${path}: there is no such file`);
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new UserError(
      `Cannot read ${path}: this task may read neither .env nor .stack`,
    );
  }
  return error instanceof Error
    ? new UserError(`Cannot read ${path}: ${error.message}`)
    : error;
}

async function generatedFiles(): Promise<string[]> {
  const directory = "connect/generated";
  const files = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (name.endsWith(".json")) files.push(`${directory}/${name}`);
  }
  return files.sort();
}

await runMain(main);
