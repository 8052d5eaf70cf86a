import { UserError } from "../shared/exit.ts";

const localhost = "127.0.0.1";

/** A port that is wanted, and the setting by which a user chooses another. */
export interface WantedPort {
  /** The address of this machine on which it is wanted. @default {"127.0.0.1"} */
  readonly host?: string;
  readonly port: number;
  readonly setting: string;
  /** Who wants it, as people say it. */
  readonly title: string;
}

/**
 * Checks that all ports are free and differ.
 *
 * @throws {UserError} naming each that is not, and its setting.
 */
export async function checkPorts(wanted: readonly WantedPort[]): Promise<void> {
  const faults: string[] = [];
  const settings: string[] = [];
  const taken = new Set<number>();
  for (const [index, one] of wanted.entries()) {
    const { host = localhost, port, setting, title } = one;
    const twin = wanted.slice(0, index).find((other) =>
      other.port === port && other.setting !== setting
    );
    if (twin !== undefined) {
      faults.push(`${setting} and ${twin.setting} are both ${port}`);
      settings.push(setting);
    } else if (await isTaken(port, host)) {
      const where = host === localhost ? "" : ` of ${host}`;
      faults.push(
        `port ${port}${where} for ${title} (${setting}) is taken by another process`,
      );
      settings.push(setting);
      taken.add(port);
    }
  }
  if (faults.length === 0) return;
  throw new UserError(
    `Cannot start the stack: ${[...new Set(faults)].join("; ")}`,
    [
      ...[...taken].map((port) =>
        `stop what listens there (\`lsof -i :${port}\` shows it)`
      ),
      `choose another: ${
        [...new Set(settings)].map((name) => `${name}=…`).join(" ")
      }`,
    ].join("\nor "),
  );
}

/**
 * Checks that this machine has the addresses.
 *
 * @throws {UserError} with how to add one: systems other than Linux have only the first of 127.0.0.0/8.
 */
export function checkAddresses(hosts: readonly string[]): void {
  const missing = [...new Set(hosts)].filter((host) => !isOwnAddress(host));
  if (missing.length === 0) return;
  throw new UserError(
    `Cannot start a cluster: this machine has no address ${
      missing.join(", ")
    } for its nodes`,
    [
      "add it until the next restart (macOS):",
      ...missing.map((host) => `sudo ifconfig lo0 alias ${host} up`),
    ].join("\n"),
  );
}

function isOwnAddress(hostname: string): boolean {
  try {
    Deno.listen({ hostname, port: 0 }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrNotAvailable) return false;
    throw error;
  }
}

/**
 * Finds ports that nobody listens on, at any of the hosts. They are below those that systems give to outgoing
 * connections, which could take one before its service has it.
 */
export async function findFreePorts(
  count: number,
  hosts: readonly string[] = [localhost],
): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port, hosts)) found.add(port);
  }
  return [...found];
}

/** Tells whether nobody listens on a port, at any of the hosts. */
export async function isFree(
  port: number,
  hosts: readonly string[],
): Promise<boolean> {
  const taken = await Promise.all(hosts.map((host) => isTaken(port, host)));
  return !taken.includes(true);
}

/** Tells whether someone listens on a port of this machine. */
export async function isTaken(
  port: number,
  host: string = localhost,
): Promise<boolean> {
  try {
    Deno.listen({ hostname: host, port }).close();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return true;
    throw error;
  }
  // Where another listens on all addresses, some systems let us listen on one of them nevertheless.
  try {
    (await Deno.connect({ hostname: host, port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
