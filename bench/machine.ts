import { projectDir, versions } from "../scripts/stack/description.ts";
import { findJavaHome } from "../scripts/stack/java.ts";
import { runShell } from "../scripts/stack/shell.ts";
import { heaps } from "./bench_stack.ts";

/** On what a bench ran. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes of memory, or null where it could not be found out. */
  readonly memory: number | null;
  readonly system: string;
  /** Processes that wanted to run, on average of the minute before the bench: more than a few tell of other work. */
  readonly load: number | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly heaps: typeof heaps;
}

/** Looks at this machine. */
export async function describeMachine(): Promise<Machine> {
  const system = await firstLine("uname -srm");
  const cpu = await firstLine(
    "grep -m1 'model name' /proc/cpuinfo 2>/dev/null | cut -d: -f2 || sysctl -n machdep.cpu.brand_string",
  );
  const kibibytes = Number(
    await firstLine("grep MemTotal /proc/meminfo | tr -dc 0-9"),
  );
  const load = Number(
    (await firstLine("cat /proc/loadavg")).split(" ")[0] || NaN,
  );
  const java = await Deno.readTextFile(`${await findJavaHome()}/release`);
  return {
    cpu: cpu || "unknown processor",
    cores: navigator.hardwareConcurrency,
    memory: kibibytes > 0 ? kibibytes * 1_024 : null,
    system,
    load: Number.isNaN(load) ? null : load,
    versions: {
      commit: await firstLine("git rev-parse --short HEAD"),
      deno: Deno.version.deno,
      java: java.match(/^JAVA_VERSION="(.+)"/m)?.[1] ?? "",
      kafka: versions.kafka,
      cassandra: versions.cassandra,
      ...await readRivalVersions(),
    },
    heaps,
  };
}

/** Versions of what the rivals are made of, from where they are pinned. */
async function readRivalVersions(): Promise<Record<string, string>> {
  const pom = await Deno.readTextFile(`${projectDir}tests/oracle/pom.xml`);
  const { imports }: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(`${projectDir}deno.json`),
  );
  const versionOf = (name: string) => imports[name]?.split("@").at(-1) ?? "";
  return {
    "DataStax engine": pom.match(/<engine\.version>(.+?)</)?.[1] ?? "",
    kafkajs: versionOf("kafkajs"),
    "cassandra-driver": versionOf("cassandra-driver"),
  };
}

async function firstLine(command: string): Promise<string> {
  const { text } = await runShell(command, []);
  return text.split("\n")[0]!.trim();
}

/** The machine on two lines, as the table's head has it. */
export function formatMachine(
  { cpu, cores, memory, system, load, versions, heaps }: Machine,
): string {
  const gigabytes = memory === null
    ? ""
    : `, ${Math.round(memory / 2 ** 30)} GB`;
  const busy = load === null ? "" : `, load ${load} at the start`;
  const names = Object.entries(versions).map(([name, version]) =>
    `${name} ${version}`
  );
  const heapSizes = Object.entries(heaps).map(([name, size]) =>
    `${name}=${size}`
  );
  return `${cores} × ${cpu}${gigabytes}, ${system}${busy}\n` +
    `${names.join(", ")}; ${heapSizes.join(" ")}`;
}
