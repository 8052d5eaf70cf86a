import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  dashboardEnvironment,
  readDashboardSettings,
} from "../../../scripts/dashboard/settings.ts";
import {
  metricsEnvironment,
  readMetricsSettings,
} from "../../../scripts/metrics/settings.ts";
import { UserError } from "../../../scripts/shared/exit.ts";
import {
  environmentSchema,
  readSettings,
} from "../../../scripts/shared/settings.ts";

const variables = [environmentSchema, dashboardEnvironment, metricsEnvironment]
  .flatMap(({ shape }) => Object.keys(shape)).sort();

Deno.test("readSettings() takes each default from the variable it depends on", () => {
  const settings = readSettings({
    KAFKA_PORT: "19092",
    CONNECT_PORT: "18083",
    CASSANDRA_CONTACT_POINTS: "10.0.0.1, 10.0.0.2",
  });
  assertEquals(settings.KAFKA_BROKERS, ["localhost:19092"]);
  assertEquals(settings.CONNECT_URL, "http://localhost:18083");
  assertEquals(settings.SINK_CONTACT_POINTS, ["10.0.0.1", "10.0.0.2"]);
});

Deno.test("readSettings() reads several workers' addresses, with or without blanks", () => {
  assertEquals(
    readSettings({ CONNECT_URL: "http://one:8083, http://two:8083" })
      .CONNECT_URL,
    "http://one:8083,http://two:8083",
  );
  const error = assertThrows(
    () => readSettings({ CONNECT_URL: "http://one:8083,two" }),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot read the settings from the environment:
  CONNECT_URL: must be a URL that begins with https:// or http:// (it is "http://one:8083,two")`,
  );
});

for (
  const name of [
    "OPENWEATHER_URL",
    "OPEN_METEO_URL",
    "OPEN_METEO_GEOCODING_URL",
    "CONNECT_URL",
  ]
) {
  Deno.test(`readSettings() takes no file or data as ${name}`, () => {
    for (const url of ["file:///etc/passwd", "data:,hello"]) {
      const { message } = assertThrows(
        () => readSettings({ [name]: url }),
        UserError,
      );
      assert(
        message.endsWith(
          `\n  ${name}: must be a URL that begins with https:// or http:// (it is "${url}")`,
        ),
        message,
      );
    }
  });
}

Deno.test("readSettings() reads an empty variable as one not set", () => {
  assertEquals(readSettings({ KAFKA_PORT: "" }).KAFKA_PORT, 9092);
});

Deno.test("readSettings() names every wrong variable at once", () => {
  const error = assertThrows(
    () => readSettings({ KAFKA_PORT: "99999", WEATHER_UNITS: "imperial" }),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot read the settings from the environment:
  WEATHER_UNITS: Invalid option: expected one of "standard"|"metric" (it is "imperial")
  KAFKA_PORT: Too big: expected number to be <=65535 (it is "99999")`,
  );
  assertEquals(error.exitCode, 2);
});

Deno.test(".env.example sets every variable, each to its default", async () => {
  const example = parseEnvFile(await Deno.readTextFile(".env.example"));
  assertEquals(Object.keys(example).sort(), variables);
  assertEquals(readSettings(example), readSettings({}));
  assertEquals(
    readDashboardSettings({}, example),
    readDashboardSettings({}, {}),
  );
  assertEquals(
    readMetricsSettings("watch", 0, example),
    readMetricsSettings("watch", 0, {}),
  );
});

Deno.test("the tables of the README and of docs/security.md have every variable", async () => {
  const text = await Deno.readTextFile("README.md") +
    await Deno.readTextFile("docs/security.md");
  const rows = [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  assertEquals(rows.sort(), variables);
});

function parseEnvFile(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => /^[A-Z]/.test(line));
  return Object.fromEntries(lines.map((line) => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals), line.slice(equals + 1)];
  }));
}
