/**
 * `deno task dashboard`: a page that shows the pipeline and its data, live.
 *
 * @module
 */
import type { AccessRules } from "./dashboard/access.ts";
import { readAssets } from "./dashboard/assets.ts";
import { CassandraSource } from "./dashboard/cassandra_source.ts";
import { EventStream } from "./dashboard/event_stream.ts";
import { KafkaSource } from "./dashboard/kafka_source.ts";
import { Monitor } from "./dashboard/monitor.ts";
import { answer } from "./dashboard/server.ts";
import {
  type DashboardSettings,
  readDashboardSettings,
} from "./dashboard/settings.ts";
import { stopSignal } from "./produce/stop_signal.ts";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { readSettings } from "./shared/settings.ts";
import { print } from "./shared/terminal.ts";

/** How many pages may be open at once. */
const maxClients = 50;

/** How often pages get a new state, in milliseconds. */
const tickMs = 1_500;

const command = taskCommand(
  "dashboard",
  "Show the pipeline and its data on a page, live",
)
  .option("--port <port>", "where to listen, 0 for any (DASHBOARD_PORT, 8600)")
  .option("--host <address>", "who may reach it (DASHBOARD_HOST, 127.0.0.1)")
  .addHelpText(
    "after",
    `
Only this machine reaches it, unless --host says otherwise, such as 0.0.0.0: then DASHBOARD_TOKEN must be set, and
the page asks for it. DASHBOARD_ALLOWED_HOSTS lists the names it may be reached by, besides localhost and addresses.

Example:
  deno task dashboard
  DASHBOARD_TOKEN=$(openssl rand -hex 16) deno task dashboard --host 0.0.0.0

Exit code: 0 stopped (Ctrl-C), 2 could not start.`,
  );

async function main(): Promise<ExitCode> {
  command.parse(Deno.args, { from: "user" });
  const own = readDashboardSettings(command.opts());
  const settings = readSettings();
  const { signal } = stopSignal();
  const kafka = new KafkaSource(settings);
  const cassandra = new CassandraSource(settings);
  const monitor = new Monitor({ settings, kafka, cassandra });
  const events = new EventStream(maxClients);
  let rules: AccessRules = {
    hosts: [own.host, ...own.allowedHosts],
    token: own.token,
    port: own.port,
  };
  const assets = await readAssets();
  const server = listen(
    own,
    (request) => answer(request, { rules, assets, monitor, cassandra, events }),
  );
  const { port } = server.addr;
  rules = { ...rules, port };
  const ticking = setInterval(() => events.send(monitor.snapshot()), tickMs);
  print(`dashboard: http://${addressText(own.host)}:${port} (stop: Ctrl-C)`);
  await monitor.run(signal);
  clearInterval(ticking);
  events.close();
  kafka.close();
  await Promise.all([server.shutdown(), cassandra.close()]);
  return exitCode.ok;
}

function listen(
  { host, port }: DashboardSettings,
  handler: (request: Request) => Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve(
      { hostname: host, port, onListen: () => {} },
      handler,
    );
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new UserError(
        `Cannot listen on ${host}, port ${port}: another program does`,
        "stop that one, or choose another port with --port (0: any that is free)",
        exitCode.couldNot,
        { cause: error },
      );
    }
    throw new UserError(
      `Cannot listen on ${host}, port ${port}: ${
        error instanceof Error ? error.message : String(error)
      }`,
      "choose an address of this machine with --host, and a port above 1023",
      exitCode.couldNot,
      { cause: error },
    );
  }
}

function addressText(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

if (import.meta.main) await runMain(main);
