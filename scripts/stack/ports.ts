import { UserError } from "../shared/exit.ts";

const host = "127.0.0.1";

/** A port that is wanted, and the setting by which a user chooses another. */
export interface WantedPort {
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
  const taken: number[] = [];
  for (const [index, { port, setting, title }] of wanted.entries()) {
    const twin = wanted.slice(0, index).find((other) => other.port === port);
    if (twin !== undefined) {
      faults.push(`${setting} and ${twin.setting} are both ${port}`);
      settings.push(setting);
    } else if (await isTaken(port)) {
      faults.push(
        `port ${port} for ${title} (${setting}) is taken by another process`,
      );
      settings.push(setting);
      taken.push(port);
    }
  }
  if (faults.length === 0) return;
  throw new UserError(
    `Cannot start the stack: ${faults.join("; ")}`,
    [
      ...taken.map((port) =>
        `stop what listens there (\`lsof -i :${port}\` shows it)`
      ),
      `choose another: ${settings.map((name) => `${name}=…`).join(" ")}`,
    ].join("\nor "),
  );
}

/**
 * Finds ports that nobody listens on. They are below those that systems give to outgoing connections, which could
 * take one before its service has it.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (!await isTaken(port)) found.add(port);
  }
  return [...found];
}

/** Tells whether someone listens on a port of this machine. */
export async function isTaken(port: number): Promise<boolean> {
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
