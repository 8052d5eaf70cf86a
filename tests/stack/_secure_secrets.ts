import { assertEquals, assertStringIncludes } from "@std/assert";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { withAdmin } from "../../scripts/shared/kafka_client.ts";
import type { Settings } from "../../scripts/shared/settings.ts";
import {
  fetchTopicRange,
  readTopic,
} from "../../scripts/shared/topic_reader.ts";
import { readProcessRecord } from "../../scripts/stack/process.ts";
import { runShell } from "../../scripts/stack/shell.ts";
import { connectAccess } from "./_connect_access.ts";
import { startDashboard } from "./_dashboard.ts";
import { wrongPassword } from "./_secure_refusals.ts";
import {
  findSecrets,
  listSecrets,
  readFolder,
  type SecureStack,
} from "./_secure_stack.ts";

/** Secrets that tasks get besides those of the stack. */
export const planted = {
  OPENWEATHER_API_KEY: "planted-openweather-key",
  DASHBOARD_TOKEN: "planted-dashboard-token",
};

/** Makes tasks fail with secrets at hand, and looks for these in all that was printed, logged and answered. */
export async function lookForSecrets(stack: SecureStack): Promise<void> {
  const security = await stack.security();
  const settings = stack.settings(await stack.operator());
  const secrets = await listSecrets(security);
  secrets.set("the key of OpenWeather", planted.OPENWEATHER_API_KEY);
  secrets.set("the dashboard's token", planted.DASHBOARD_TOKEN);
  secrets.set("a wrong password", wrongPassword);

  // Tasks that fail, with a secret at hand: one each for what they show.
  for (
    const [task, change] of [
      [["verify"], { KAFKA_PASSWORD: wrongPassword }],
      [["schema"], { CASSANDRA_PASSWORD: wrongPassword }],
      [["connect:status"], { CONNECT_PASSWORD: wrongPassword }],
      [["produce", "--once"], {
        OPENWEATHER_URL: "http://127.0.0.1:1",
        KAFKA_PASSWORD: wrongPassword,
      }],
      [["connect:deploy"], {
        CONNECT_URL: `https://x:${wrongPassword}@localhost:1`,
      }],
      [["connect:export", "--help"], {}],
    ] as const
  ) {
    const operator = await stack.operator();
    await stack.run(task, { ...operator, ...change });
  }
  for (
    const task of [
      ["connect:plan", "--json"],
      ["connect:generate", "--stdout"],
      ["watch", "--once", "--json"],
      ["kafka:acls"],
    ]
  ) await stack.run(task);

  const traces = [
    ...stack.traces,
    ...await readFolder(`${stack.dir}/logs`),
    ...await readConnect(settings),
    ...await readLetters(settings),
    ...await readCommandLines(stack),
    ...await readDashboard(stack),
  ];
  assertEquals(findSecrets(traces, secrets), []);

  // It looks at the right things: what is there is found.
  const all = traces.map(({ text }) => text).join("\n");
  for (
    const shown of [
      "${env:CASSANDRA_PASSWORD}",
      "__connect.errors.exception.message",
      "ssl.truststore.path",
      "java.args",
      "Cannot log in to Kafka",
    ]
  ) assertStringIncludes(all, shown);
  const file = `${stack.dir}/client.env`;
  const own = [{ where: file, text: await Deno.readTextFile(file) }];
  assertEquals(findSecrets(own, secrets).sort(), [
    `cassandra.admin in ${file}`,
    `connect.admin in ${file}`,
    `kafka.admin in ${file}`,
  ]);
}

/** All that Connect's REST API tells of the connector. */
async function readConnect(settings: Settings) {
  const { CONNECT_URL } = settings;
  const name = settings.CONNECTOR_NAME;
  const paths = ["config", "status", "tasks", "tasks-config", "offsets"]
    .map((path) => `/connectors/${name}/${path}`);
  return await Promise.all(
    [...paths, "/connectors?expand=info&expand=status"].map(async (path) => {
      const answer = await fetch(
        CONNECT_URL + path,
        connectAccess(settings),
      );
      return { where: path, text: await answer.text() };
    }),
  );
}

/** The dead letters with their headers. */
async function readLetters(settings: Settings) {
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  const range = await withAdmin(
    settings,
    (admin) => fetchTopicRange(admin, topic),
  );
  const letters: string[] = [];
  await readTopic(settings, {
    topic,
    range: range!,
    onMessages: (messages) => {
      for (const { headers = {}, value } of messages) {
        for (const [name, text] of Object.entries(headers)) {
          letters.push(`${name}=${text}`);
        }
        letters.push(String(value));
      }
    },
  });
  return [{ where: topic, text: letters.join("\n") }];
}

async function readCommandLines(stack: SecureStack) {
  return await Promise.all(
    ["kafka", "connect", "cassandra"].map(async (name) => {
      const record = await readProcessRecord(`${stack.dir}/run/${name}.json`);
      const { text } = await runShell(
        'if [ -d /proc/self ]; then tr "\\0" " " < "/proc/$1/cmdline"; else ps -ww -o command= -p "$1"; fi',
        [String(record?.pid)],
      );
      return { where: `the command line of ${name}`, text };
    }),
  );
}

async function readDashboard(stack: SecureStack) {
  const dashboard = await startDashboard({
    ...await stack.operator(),
    ...planted,
  });
  const answers = [];
  for (
    const path of ["/", "/api/snapshot", "/api/dead-letters", "/api/events"]
  ) {
    const answer = await fetch(`http://127.0.0.1:${dashboard.port}${path}`, {
      headers: { authorization: `Bearer ${planted.DASHBOARD_TOKEN}` },
    });
    const reader = answer.body!.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    answers.push({
      where: `the dashboard's ${path}`,
      text: new TextDecoder().decode(value),
    });
  }
  await dashboard.stop();
  return [...answers, {
    where: "the dashboard's output",
    text: await dashboard.printed(),
  }];
}
