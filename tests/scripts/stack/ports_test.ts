import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../../scripts/shared/exit.ts";
import {
  checkAddresses,
  checkPorts,
  findFreePorts,
  isTaken,
} from "../../../scripts/stack/ports.ts";

Deno.test("checkPorts() accepts free ports", async () => {
  const [first = 0, second = 0] = await findFreePorts(2);
  await checkPorts([
    { port: first, setting: "KAFKA_PORT", title: "Kafka" },
    { port: second, setting: "CONNECT_PORT", title: "Kafka Connect" },
  ]);
});

Deno.test("checkPorts() names every port that is taken and the setting that moves it", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [free = 0] = await findFreePorts(1);
  const { port } = listener.addr;
  const error = await assertRejects(
    () =>
      checkPorts([
        { port: free, setting: "KAFKA_PORT", title: "Kafka" },
        { port, setting: "CONNECT_PORT", title: "Kafka Connect" },
      ]),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot start the stack: port ${port} for Kafka Connect (CONNECT_PORT) is taken by another process`,
  );
  assertEquals(
    error.fix,
    `stop what listens there (\`lsof -i :${port}\` shows it)\nor choose another: CONNECT_PORT=…`,
  );
});

Deno.test("checkPorts() refuses one port for two services", async () => {
  const [port = 0] = await findFreePorts(1);
  const error = await assertRejects(
    () =>
      checkPorts([
        { port, setting: "KAFKA_PORT", title: "Kafka" },
        { port, setting: "CASSANDRA_PORT", title: "Cassandra" },
      ]),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot start the stack: CASSANDRA_PORT and KAFKA_PORT are both ${port}`,
  );
});

Deno.test("isTaken() sees who listens on all addresses", async () => {
  using listener = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  assertEquals(await isTaken(listener.addr.port), true);
});

Deno.test("findFreePorts() finds as many different ports as asked", async () => {
  const ports = await findFreePorts(5);
  assertEquals(new Set(ports).size, 5);
  for (const port of ports) assert(port >= 20_000 && port < 30_000, `${port}`);
});

Deno.test("checkPorts() names the address of a node's port that is taken, and its setting once", async () => {
  const [port = 0] = await findFreePorts(1, ["127.0.0.1", "127.0.0.2"]);
  using _one = Deno.listen({ hostname: "127.0.0.1", port });
  using _two = Deno.listen({ hostname: "127.0.0.2", port });
  const error = await assertRejects(
    () =>
      checkPorts(
        ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map((host, at) => ({
          host,
          port,
          setting: "KAFKA_PORT",
          title: `Kafka ${at + 1}`,
        })),
      ),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot start the stack: port ${port} for Kafka 1 (KAFKA_PORT) is taken by another process; ` +
      `port ${port} of 127.0.0.2 for Kafka 2 (KAFKA_PORT) is taken by another process`,
  );
  assertEquals(
    error.fix,
    `stop what listens there (\`lsof -i :${port}\` shows it)\nor choose another: KAFKA_PORT=…`,
  );
});

Deno.test("checkAddresses() tells how to add an address that this machine lacks", () => {
  checkAddresses(["127.0.0.1"]);
  // Kept for documentation, so nobody's (RFC 5737).
  const error = assertThrows(
    () => checkAddresses(["127.0.0.1", "203.0.113.1", "203.0.113.1"]),
    UserError,
  );
  assertEquals(
    error.message,
    "Cannot start a cluster: this machine has no address 203.0.113.1 for its nodes",
  );
  assertEquals(
    error.fix,
    "add it until the next restart (macOS):\nsudo ifconfig lo0 alias 203.0.113.1 up",
  );
});
