import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../scripts/shared/exit.ts";
import {
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
