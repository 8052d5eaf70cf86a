import { assertEquals } from "@std/assert";
import { parse } from "yaml";
import { exportFormats } from "../../connect/export_formats.ts";
import type { NamedConfig } from "../../connect/sink_config.ts";

const connector: NamedConfig = {
  name: "My Sink_1",
  config: {
    name: "My Sink_1",
    "connector.class": "a.b.Sink",
    "tasks.max": "2",
    topics: "größe",
    "topic.t.ks.tbl.query": " INSERT\nINTO 'x\\y' $HOME",
    "a key": "#v",
  },
};

Deno.test("export as properties escapes what Java would read otherwise", () => {
  assertEquals(
    exportFormats.properties(connector),
    String.raw`name=My Sink_1
connector.class=a.b.Sink
tasks.max=2
topics=gr\u00f6\u00dfe
topic.t.ks.tbl.query=\ INSERT\u000aINTO 'x\\y' $HOME
a\ key=#v
`,
  );
});

Deno.test("export for Strimzi has class and tasks apart, all settings as text, and a name that Kubernetes takes", () => {
  const {
    name: _name,
    "connector.class": _class,
    "tasks.max": _tasks,
    ...rest
  } = connector.config;
  assertEquals(parse(exportFormats.strimzi(connector)), {
    apiVersion: "kafka.strimzi.io/v1",
    kind: "KafkaConnector",
    metadata: {
      name: "my-sink-1",
      labels: { "strimzi.io/cluster": "connect" },
    },
    spec: { class: "a.b.Sink", tasksMax: 2, config: rest },
  });
});

Deno.test("export for curl is a script that sends the config as it is", async () => {
  let received: unknown;
  let path = "";
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      path = `${request.method} ${new URL(request.url).pathname}`;
      received = await request.json();
      return new Response("{}");
    },
  );
  try {
    const { code } = await new Deno.Command("sh", {
      args: ["-c", exportFormats.curl(connector)],
      env: { CONNECT_URL: `http://127.0.0.1:${server.addr.port}` },
    }).output();
    assertEquals(code, 0);
  } finally {
    await server.shutdown();
  }
  assertEquals(path, "PUT /connectors/My%20Sink_1/config");
  assertEquals(received, connector.config);
});

Deno.test("export as JSON is what connect:generate writes", () => {
  assertEquals(JSON.parse(exportFormats.json(connector)), connector);
});
