/**
 * `deno task up`, `down`, `stack:status` and `stack:logs`: Kafka, Kafka Connect and Cassandra on this machine, without
 * containers.
 *
 * @module
 */
import { Argument } from "commander";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { isSecretName } from "./shared/security_environment.ts";
import { readSettings } from "./shared/settings.ts";
import {
  formatTable,
  print,
  printError,
  printJson,
  style,
} from "./shared/terminal.ts";

import {
  clusterSize,
  projectDir,
  type ServiceName,
  serviceNames,
  serviceTitles,
  type StackDescription,
} from "./stack/description.ts";

async function up(args: string[]) {
  const command = taskCommand(
    "up",
    "Start Kafka, Kafka Connect and Cassandra on this machine",
  )
    .addArgument(
      new Argument("[services...]", "only these; connect includes kafka")
        .choices(serviceNames),
    )
    .option(
      "--cluster",
      "three brokers, two workers, three Cassandra nodes, on 127.0.0.1 to 3",
    )
    .option("--secure", "with TLS, logins and rights on every connection")
    .addOption(
      new Option(
        "--mutual-tls",
        "as --secure, and clients need certificates besides their logins",
      ).implies({ secure: true }),
    )
    .addHelpText(
      "after",
      `
Starts what does not run yet, and restarts what runs with other settings or another build of the sink. Ports, heaps and
the folder are settings: see .env.example.

A cluster keeps three copies of all, of which one may be away. It takes 4 to 5 GB of memory. The other tasks find it by
the file client.env in STACK_DIR: by themselves in .stack, otherwise when you load it into the shell.

Examples:
  KAFKA_PORT=19092 deno task up
  deno task up --cluster`,
    )
    .parse(args, { from: "user" });
  const [chosen = []] = command.processedArgs as [ServiceName[] | undefined];
  const names = chosen.length === 0
    ? serviceNames
    : serviceNames.filter((name) =>
      chosen.includes(name) || name === "kafka" && chosen.includes("connect")
    );
  const { startStack } = await import("./stack/start.ts");
  const { prepareService } = await import("./stack/prepare.ts");
  const settings = readSettings();
  const { cluster = false, secure = false, mutualTls = false } = command.opts<
    { cluster?: boolean; secure?: boolean; mutualTls?: boolean }
  >();
  const stack = await startStack(settings, {
    report: printError,
    services: names,
    cluster,
    secure,
    mutualTls,
    onReady: (name, stack) => prepareService(name, { settings, stack }),
  });
  const scheme = stack.security === undefined ? "http://" : "https://";
  const addresses = names.map((name) => {
    const places = stack.services[name].map(({ host, port }) =>
      `${name === "connect" ? scheme : ""}${host}:${port}`
    );
    return `${serviceTitles[name]} ${places.join(",")}`;
  });
  print(`${addresses.join(", ")} (stop: deno task down)`);
  if (cluster || stack.security !== undefined) await tellClients(stack);
  return exitCode.ok;
}

/** Says how the other tasks find the stack, and what of the user's own settings would lead them elsewhere. */
async function tellClients(stack: StackDescription): Promise<void> {
  const { clientEnvironmentFile, listClientEnvironment } = await import(
    "./stack/client_environment.ts"
  );
  const file = clientEnvironmentFile(stack.dir);
  print(
    file === clientEnvironmentFile(`${projectDir}.stack`)
      ? `The other tasks find it by ${file}`
      : `For the other tasks: set -a; . ${file}; set +a`,
  );
  for (const [name, value] of Object.entries(listClientEnvironment(stack))) {
    const own = Deno.env.get(name) ?? "";
    if (own === "" || own === value) continue;
    printError(
      `${name} in .env or in the shell is another than this stack's, and the other tasks obey it: leave it out` +
        (isSecretName(name) ? "" : ` (it is ${own}, the stack's ${value})`),
    );
  }
}

async function down(args: string[]) {
  const command = taskCommand("down", "Stop what `deno task up` started")
    .option("--wipe", "delete the data, logs and configuration too")
    .addHelpText("after", "\nExample:\n  deno task down --wipe")
    .parse(args, { from: "user" });
  const { wipe = false } = command.opts<{ wipe?: boolean }>();
  const { stopStack } = await import("./stack/stop.ts");
  await stopStack(readSettings(), { report: printError, wipe });
  return exitCode.ok;
}

async function status(args: string[]) {
  const command = taskCommand(
    "stack:status",
    "Show what of the local stack runs, where, and how much memory it takes",
  )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExample:\n  deno task stack:status --json\n\nExits 0 if all services are ready, otherwise 1.",
    )
    .parse(args, { from: "user" });
  const { readStackStatus } = await import("./stack/status.ts");
  const services = await readStackStatus(readSettings());
  if (command.opts<{ json?: boolean }>().json) {
    printJson(services);
  } else {
    print(formatTable(
      ["service", "state", "address", "pid", "memory", "heap", "log"],
      services.map((service) => [
        service.name,
        stateStyles[service.state](service.state),
        `${service.host}:${service.port}`,
        String(service.pid ?? "-"),
        service.memory === null
          ? "-"
          : `${Math.round(service.memory / 1024 / 1024)} MB`,
        service.heap,
        service.logFile,
      ]),
    ));
  }
  return services.every(({ state }) => state === "ready")
    ? exitCode.ok
    : exitCode.wrong;
}

const stateStyles = {
  ready: style.green,
  starting: style.yellow,
  stopped: style.dim,
  died: style.red,
  taken: style.red,
};

const clusterNodeNames = serviceNames.flatMap((name) =>
  Array.from({ length: clusterSize[name] }, (_, at) => `${name}-${at + 1}`)
);

async function logs(args: string[]) {
  const command = taskCommand("stack:logs", "Show the local services' logs")
    .addArgument(
      new Argument("[service]", "only this one's, or this node's of a cluster")
        .choices([...serviceNames, ...clusterNodeNames]),
    )
    .option("-f, --follow", "go on as they grow, until Ctrl-C")
    .option("-n, --lines <count>", "how many of the last lines", "100")
    .addHelpText("after", "\nExample:\n  deno task stack:logs connect --follow")
    .parse(args, { from: "user" });
  const { follow = false, lines } = command.opts<
    { follow?: boolean; lines: string }
  >();
  const [name] = command.processedArgs as [string | undefined];
  const { showLogs } = await import("./stack/log.ts");
  await showLogs(readSettings(), {
    names: name === undefined ? [] : [name],
    follow,
    lines,
  });
  return exitCode.ok;
}

const commands: Record<string, (args: string[]) => Promise<ExitCode>> = {
  up,
  down,
  status,
  logs,
};

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  const command = commands[name];
  if (command === undefined) {
    throw new TypeError(
      `Cannot run '${name}': the commands are ${
        Object.keys(commands).join(", ")
      }`,
    );
  }
  await runMain(() => command(args));
}
