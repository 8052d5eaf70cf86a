import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { diffConfigs } from "../../connect/config_diff.ts";
import { printImport } from "../../connect/import_config.ts";
import type { NamedConfig } from "../../connect/sink_config.ts";
import { buildWeatherSink } from "../../connect/weather_sink.ts";
import { readSettings } from "../../scripts/shared/settings.ts";
import { readingSink } from "./types/must_compile.ts";

const root = new URL("../../", import.meta.url);
const datastax = "com.datastax.oss.kafka.sink.CassandraSinkConnector";

function handWritten(
  changes: Readonly<Record<string, string>>,
): NamedConfig {
  return {
    name: "by hand",
    config: {
      name: "by hand",
      "connector.class": datastax,
      topics: "t",
      contactPoints: "db1, db2",
      "loadBalancing.localDc": "dc1",
      "topic.t.ks.tbl.mapping": "id=key,v=value.v",
      ...changes,
    },
  };
}

const cases: readonly {
  readonly what: string;
  readonly connector: NamedConfig;
  readonly other: readonly string[] | "plain";
}[] = [
  {
    what: "our own connector",
    connector: buildWeatherSink(readSettings({})),
    other: [],
  },
  { what: "two topics and every setting", connector: readingSink, other: [] },
  { what: "a config by hand", connector: handWritten({}), other: [] },
  {
    what: "a setting misspelt, a password written out, a word out of case",
    connector: handWritten({
      "task.max": "2",
      "auth.password": "cassandra",
      compression: "lz4",
      "tasks.max": "02",
    }),
    other: ["auth.password", "compression", "task.max", "tasks.max"],
  },
  {
    what: "names that need quotes, one topic for two tables",
    connector: handWritten({
      'topic.t.ks."My Table".mapping': '"order id"="value.order-id",id=key',
      'topic.t.ks."My Table".ttl': "60",
      "topic.t.codec.timeZone": "Europe/Berlin",
      "datastax-java-driver.basic.request.timeout": "20 seconds",
    }),
    other: [],
  },
  {
    what: "a topic listed that has no table",
    connector: handWritten({ topics: "t,u" }),
    other: ["topics"],
  },
  {
    what: "a mapping that does not parse beside one that does",
    connector: handWritten({
      topics: "t,u",
      "topic.u.ks.tbl.mapping": "id=key,,",
    }),
    other: ["topic.u.ks.tbl.mapping", "topics"],
  },
  {
    what: "a query",
    connector: handWritten({
      "topic.t.ks.tbl.query": "INSERT INTO ks.tbl (id) VALUES (:id)",
      "topic.t.ks.tbl.deletesEnabled": "false",
    }),
    other: ["topic.t.ks.tbl.query"],
  },
  {
    what: "a pattern of topics",
    connector: {
      name: "p",
      config: { "connector.class": datastax, "topics.regex": "a.*" },
    },
    other: "plain",
  },
  {
    what: "another class",
    connector: {
      name: "f",
      config: { "connector.class": "FileStreamSink", topics: "t", file: "/x" },
    },
    other: "plain",
  },
];

Deno.test("printImport() writes TypeScript that compiles and builds the same config", async (t) => {
  const directory = await Deno.makeTempDir();
  try {
    const files = await Promise.all(cases.map(async ({ connector }, index) => {
      const file = `${directory}/import_${index}.ts`;
      await Deno.writeTextFile(
        file,
        printImport(connector).replace(
          "./sink_config.ts",
          new URL("connect/sink_config.ts", root).href,
        ),
      );
      return file;
    }));
    await t.step("it compiles", async () => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "check",
          "-q",
          "--config",
          new URL("deno.json", root).pathname,
          ...files,
        ],
        cwd: root,
        env: { NO_COLOR: "1" },
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    });
    for (const [index, { what, connector, other }] of cases.entries()) {
      await t.step(what, async () => {
        const built = await import(`file://${files[index]}`);
        assertEquals(built.connector.name, connector.name);
        assertEquals(diffConfigs(connector.config, built.connector.config), []);
        const text = await Deno.readTextFile(files[index]!);
        if (other === "plain") {
          assertStringIncludes(text, "export const connector: NamedConfig");
          return;
        }
        const [, written = ""] = text.split("  other: {\n");
        const names = [
          ...written.matchAll(/^ {4}"?([^":]+(?:\.[^":]+)*)"?: /gm),
        ]
          .map(([, name]) => name!);
        assertEquals(names, [...other]);
      });
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("printImport() gives the same text whatever the order Connect gives settings in", () => {
  const { name, config } = buildWeatherSink(readSettings({}));
  const reversed = Object.fromEntries(Object.entries(config).reverse());
  const text = printImport({ name, config });
  assert(text.includes("buildSinkConfig"));
  assertEquals(printImport({ name, config: reversed }), text);
});
