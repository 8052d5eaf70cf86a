/**
 * `deno task k8s:generate`: the pipeline as Kubernetes resources, from the same definitions as everything else.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { layouts } from "../cql/files.ts";
import { kubernetesOptions } from "./kubernetes/options.ts";
import { buildManifests, printManifests } from "./kubernetes/manifests.ts";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { writeGenerated } from "./shared/generated_file.ts";
import { readSettings } from "./shared/settings.ts";
import { print } from "./shared/terminal.ts";
import { userPath } from "./shared/user_path.ts";

const { shape } = kubernetesOptions;
const byDefault = kubernetesOptions.parse({});
const command = taskCommand(
  "k8s:generate",
  "Write the pipeline as Kubernetes resources for Strimzi and cass-operator",
)
  .option("--check", "write nothing; exit 1 if a file is not up to date")
  .option("--out <folder>", "write them there, with the options below")
  .option("--stdout", "print them, with the options below");
for (
  const [name, [flag, text]] of Object.entries(
    {
      namespace: ["--namespace <name>", "where all of it lives"],
      brokers: ["--brokers <count>", "Kafka nodes"],
      workers: ["--workers <count>", "Connect workers"],
      nodes: ["--nodes <count>", "Cassandra nodes"],
      kafkaStorage: ["--kafka-storage <size>", "disk of each Kafka node"],
      cassandraStorage: [
        "--cassandra-storage <size>",
        "disk of each Cassandra node",
      ],
      storageClass: [
        "--storage-class <name>",
        "of all disks; the cluster's own if not set",
      ],
      tasksImage: [
        "--tasks-image <image>",
        "built from scripts/kubernetes/images/tasks.Dockerfile",
      ],
      connectImage: [
        "--connect-image <image>",
        "built from scripts/kubernetes/images/connect.Dockerfile",
      ],
      layout: [
        "--layout <name>",
        `of the tables, ${layouts.join(" or ")}: cql/README.md`,
      ],
      interval: ["--interval <duration>", "how often weather is asked for"],
      verifySchedule: ["--verify-schedule <cron>", "when to verify"],
    } satisfies Record<keyof typeof shape, [string, string]>,
  )
) {
  const value = byDefault[name as keyof typeof shape];
  command.option(
    flag,
    value === "" ? text : `${text} (default: ${value})`,
  );
}
command.addHelpText(
  "after",
  `
scripts/kubernetes/manifests has them with every default, as they are committed; --out and --stdout are for your own.
scripts/kubernetes/README.md says which operators and which Secrets must be there.

Examples:
  deno task k8s:generate --check
  deno task -q k8s:generate --stdout --brokers 5 --nodes 6 | kubectl apply -f -`,
);

interface Flags {
  readonly check?: boolean;
  readonly out?: string;
  readonly stdout?: boolean;
}

async function main(): Promise<ExitCode> {
  const { check = false, out, stdout = false, ...given } = command.parse(
    Deno.args,
    { from: "user" },
  ).opts<Flags & Record<string, string>>();
  const options = readOptions(given);
  if (!stdout && out === undefined && Object.keys(given).length > 0) {
    throw new UserError(
      "Cannot write your own options into the committed manifests",
      "add --out FOLDER or --stdout",
    );
  }
  const files = buildManifests(options, readSettings({}));
  if (stdout) {
    print(Object.values(files).map(printManifests).join("---\n").trimEnd());
    return exitCode.ok;
  }
  const folder = out === undefined
    ? new URL("kubernetes/manifests/", import.meta.url)
    : pathToFileURL(`${resolve(userPath(out))}/`);
  if (!check) await Deno.mkdir(folder, { recursive: true });
  for (const [name, manifests] of Object.entries(files)) {
    await writeGenerated({
      file: new URL(name, folder),
      name: `${out ?? "scripts/kubernetes/manifests"}/${name}`,
      source: "scripts/kubernetes",
      task: "k8s:generate",
    }, { text: printManifests(manifests), check });
  }
  return exitCode.ok;
}

function readOptions(given: Record<string, string>) {
  const parsed = kubernetesOptions.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const flag = String(path[0]).replaceAll(
      /[A-Z]/g,
      (letter) => `-${letter.toLowerCase()}`,
    );
    return `--${flag}: ${message}`;
  });
  throw new UserError(
    `Cannot read the options:\n  ${faults.join("\n  ")}`,
    "see --help for the defaults",
  );
}

if (import.meta.main) await runMain(main);
