/**
 * `deno task up`, `down`, `stack:status` and `stack:logs`: Kafka, Kafka Connect and Cassandra on this machine, without
 * containers.
 *
 * @module
 */
import { Argument } from "commander";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import {
  formatTable,
  print,
  printError,
  printJson,
  style,
} from "./shared/terminal.ts";

import { type ServiceName, serviceNames } from "./stack/description.ts";

async function up(args: string[]) {
  const command = taskCommand(
    "up",
    "Start Kafka, Kafka Connect and Cassandra on this machine",
  )
    .addArgument(
      new Argument("[services...]", "only these; connect includes kafka")
        .choices(serviceNames),
    )
    .addHelpText(
      "after",
      `
Starts what does not run yet, and restarts what runs with other settings or another build of the sink. Ports, heaps and
the folder are settings: see .env.example.

Example:
  KAFKA_PORT=19092 deno task up`,
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
  const { host, services } = await startStack(settings, {
    report: printError,
    services: names,
    onReady: (name) => prepareService(name, settings),
  });
  const addresses = names.map((name) => {
    const { title, port } = services[name];
    return `${title} ${name === "connect" ? "http://" : ""}${host}:${port}`;
  });
  print(`${addresses.join(", ")} (stop: deno task down)`);
  return exitCode.ok;
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
      ["service", "state", "port", "pid", "memory", "heap", "log"],
      services.map((service) => [
        service.name,
        stateStyles[service.state](service.state),
        String(service.port),
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

async function logs(args: string[]) {
  const command = taskCommand("stack:logs", "Show the local services' logs")
    .addArgument(
      new Argument("[service]", "only this one's").choices(serviceNames),
    )
    .option("-f, --follow", "go on as they grow, until Ctrl-C")
    .option("-n, --lines <count>", "how many of the last lines", "100")
    .addHelpText("after", "\nExample:\n  deno task stack:logs connect --follow")
    .parse(args, { from: "user" });
  const { follow = false, lines } = command.opts<
    { follow?: boolean; lines: string }
  >();
  const [service] = command.processedArgs as [ServiceName | undefined];
  const { showLogs } = await import("./stack/log.ts");
  await showLogs(readSettings(), {
    names: service === undefined ? serviceNames : [service],
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
