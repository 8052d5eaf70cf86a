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

for (
  const { what, status, urls, expected } of [
    {
      what: "sends the config as it is",
      status: 200,
      urls: ["up"],
      expected: { code: 0, asked: ["up"] },
    },
    {
      what: "asks the next worker where one is away, and no more",
      status: 201,
      urls: ["away", "up", "up too/"],
      expected: { code: 0, asked: ["up"] },
    },
    {
      what: "fails, and asks nobody else, where a worker refuses",
      status: 400,
      urls: ["up", "up too"],
      expected: { code: 22, asked: ["up"] },
    },
    {
      what: "fails where all are away",
      status: 200,
      urls: ["away", "away"],
      expected: { code: 7, asked: [] },
    },
  ]
) {
  Deno.test(`export for curl is a script that ${what}`, async () => {
    const asked: unknown[] = [];
    const requests: unknown[] = [];
    const serve = (name: string) =>
      Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen: () => {} },
        async (request) => {
          asked.push(name);
          requests.push({
            to: `${request.method} ${new URL(request.url).pathname}`,
            login: atob(request.headers.get("authorization")?.slice(6) ?? ""),
            config: await request.json(),
          });
          return Response.json({}, { status });
        },
      );
    const [up, upToo, away] = ["up", "up too", "away"].map(serve);
    await away!.shutdown();
    const addresses: Record<string, string> = {
      up: `http://127.0.0.1:${up!.addr.port}`,
      "up too": `http://127.0.0.1:${upToo!.addr.port}`,
      "up too/": `http://127.0.0.1:${upToo!.addr.port}/`,
      away: `http://127.0.0.1:${away!.addr.port}`,
    };
    try {
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", exportFormats.curl(connector)],
        env: {
          CONNECT_URL: urls.map((url) => addresses[url]).join(", "),
          CONNECT_USERNAME: "ann",
          CONNECT_PASSWORD: String.raw`a"b\c:$d 'e`,
        },
      }).output();
      assertEquals(
        { code, asked },
        expected,
        new TextDecoder().decode(stderr),
      );
    } finally {
      await Promise.all([up!.shutdown(), upToo!.shutdown()]);
    }
    for (const request of requests) {
      assertEquals(request, {
        to: "PUT /connectors/My%20Sink_1/config",
        login: String.raw`ann:a"b\c:$d 'e`,
        config: connector.config,
      });
    }
  });
}

Deno.test("export as JSON is what connect:generate writes", () => {
  assertEquals(JSON.parse(exportFormats.json(connector)), connector);
});
