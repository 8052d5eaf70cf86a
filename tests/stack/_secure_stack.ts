import { readSettings, type Settings } from "../../scripts/shared/settings.ts";
import { listClientEnvironment } from "../../scripts/stack/client_environment.ts";
import {
  clientNames,
  roleSettings,
  toEnvironment,
} from "../../scripts/stack/secure/security.ts";
import type { StackSecurity } from "../../scripts/stack/secure/security.ts";
import { describeStarted } from "../../scripts/stack/shape.ts";
import { chooseOwnPlace } from "./_own_place.ts";
import { startTask, type TaskResult } from "./_pipeline.ts";

/** Something that was printed, logged or answered, and where. */
export interface Trace {
  readonly where: string;
  readonly text: string;
}

/** A stack with logins of a test's own, whose tasks' output is kept. */
export interface SecureStack extends AsyncDisposable {
  readonly dir: string;
  /** Ports and folder, without logins. */
  readonly places: Readonly<Record<string, string>>;
  /** All that has been printed so far. */
  readonly traces: Trace[];
  /** Runs a task with the operator's logins, or with others. */
  run(
    task: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<TaskResult>;
  /** Once it is up: its passwords and certificates. */
  security(): Promise<StackSecurity>;
  /** Once it is up: the variables by which the operator reaches it. */
  operator(): Promise<Record<string, string>>;
  /** Once it is up: the same for one of the roles. */
  role(name: "producer" | "verifier" | "schema"): Promise<
    Record<string, string>
  >;
  /** Settings of variables and the stack's places. */
  settings(environment: Readonly<Record<string, string>>): Settings;
}

/** Names a folder and ports of its own, and starts nothing. */
export async function createSecureStack(
  planted: Readonly<Record<string, string>>,
): Promise<SecureStack> {
  const { dir, environment } = await chooseOwnPlace("secure-");
  const places = {
    ...environment,
    // Three services more beside the suite's own.
    KAFKA_HEAP: "256m",
    CONNECT_HEAP: "384m",
    CASSANDRA_HEAP: "384m",
  };
  const traces: Trace[] = [];
  const settings = (environment: Readonly<Record<string, string>>) =>
    readSettings({ ...places, ...environment });
  const describe = () => describeStarted(settings({}));
  const security = async () => {
    const { security } = await describe();
    if (security === undefined) throw new Error("the stack has no logins");
    return security;
  };
  const reach = async () => {
    const { CONNECT_URL } = listClientEnvironment(await describe());
    return { ...places, CONNECT_URL: CONNECT_URL ?? "" };
  };
  const stack: SecureStack = {
    dir,
    places,
    traces,
    settings,
    security,
    async operator() {
      return { ...places, ...listClientEnvironment(await describe()) };
    },
    async role(name) {
      return {
        ...await reach(),
        ...toEnvironment(roleSettings(await security())[name]),
      };
    },
    async run(task, environment) {
      const result = await startTask(task, {
        ...planted,
        ...environment ?? await stack.operator(),
      }).result;
      traces.push({
        where: `deno task ${task.join(" ")}`,
        text: result.stdout + result.stderr,
      });
      return result;
    },
    async [Symbol.asyncDispose]() {
      await stack.run(["down", "--wipe"], places);
      await Deno.remove(dir, { recursive: true });
    },
  };
  return stack;
}

/** All secrets of a stack by name: passwords, and the part of each private key that no other has. */
export async function listSecrets(
  { dir, passwords }: StackSecurity,
): Promise<Map<string, string>> {
  const secrets = new Map(Object.entries(passwords));
  for (const name of ["kafka", "connect", "cassandra", ...clientNames]) {
    const key = await Deno.readTextFile(`${dir}/${name}.key`);
    secrets.set(`${name}.key`, key.split("\n")[2]!);
  }
  return secrets;
}

/** Where which secrets are to be found; the secrets themselves are not told. */
export function findSecrets(
  traces: readonly Trace[],
  secrets: ReadonlyMap<string, string>,
): string[] {
  return traces.flatMap(({ where, text }) =>
    [...secrets].filter(([, secret]) => text.includes(secret))
      .map(([name]) => `${name} in ${where}`)
  );
}

/** Files of a folder, and of those in it. */
export async function readFolder(folder: string): Promise<Trace[]> {
  const traces: Trace[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) traces.push(...await readFolder(path));
    else traces.push({ where: path, text: await Deno.readTextFile(path) });
  }
  return traces;
}
