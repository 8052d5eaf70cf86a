import { environmentSchema } from "../../scripts/shared/settings.ts";
import { findFreePorts } from "../../scripts/stack/ports.ts";

/** Where a stack of a test's own is: nothing of it is started. */
export interface OwnPlace {
  readonly dir: string;
  readonly ports: {
    readonly kafka: number;
    readonly connect: number;
    readonly cassandra: number;
  };
  /** Variables that put it there, with none of the suite's own services: those may have logins, and this one none. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Variables that set what the suite says of its own services to nothing. */
export const noServices: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(environmentSchema.shape)
    .filter((name) => /^(KAFKA|CONNECT|CASSANDRA|SINK)_/.test(name))
    .map((name) => [name, ""]),
);

/**
 * Chooses a temporary folder and free ports.
 *
 * @param hosts addresses on which the ports must be free; none: this machine's first
 */
export async function chooseOwnPlace(
  prefix: string,
  hosts?: readonly string[],
): Promise<OwnPlace> {
  const dir = await Deno.makeTempDir({ prefix });
  const [kafka = 0, connect = 0, cassandra = 0] = await findFreePorts(3, hosts);
  return {
    dir,
    ports: { kafka, connect, cassandra },
    environment: {
      ...noServices,
      STACK_DIR: dir,
      KAFKA_PORT: String(kafka),
      CONNECT_PORT: String(connect),
      CASSANDRA_PORT: String(cassandra),
    },
  };
}
