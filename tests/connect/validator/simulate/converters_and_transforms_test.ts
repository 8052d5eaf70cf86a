import { assertEquals } from "@std/assert";
import type {
  ConnectHeader,
  ConnectRecord,
} from "../../../../connect/validator/simulate/connect_value.ts";
import { converterOf } from "../../../../connect/validator/simulate/converters.ts";
import {
  NotSimulated,
  RecordRefused,
} from "../../../../connect/validator/simulate/refusal.ts";
import { parseSampleLine } from "../../../../connect/validator/simulate/sample_record.ts";
import { transformChain } from "../../../../connect/validator/simulate/transforms/chain.ts";
import { printRecord } from "./_print_record.ts";

/** What the converters and SMTs of Connect 4.3.1 made of a record; `refused` if one threw. */
interface ConnectAnswer {
  readonly config: Record<string, string>;
  readonly sample: Record<string, unknown>;
  readonly answer: string;
}

const answers: ConnectAnswer[] = Deno.readTextFileSync(
  new URL("connect_answers.jsonl", import.meta.url),
).trimEnd().split("\n").map((line) => JSON.parse(line));

for (const [title, group] of Map.groupBy(answers, titleOf)) {
  Deno.test(`a record becomes what Connect makes of it: ${title}`, () => {
    for (const row of group) {
      assertEquals(answerTo(row), row.answer, JSON.stringify(row));
    }
  });
}

for (
  const { fault, config } of [
    {
      fault: "a converter of another package",
      config: { "value.converter": "io.confluent.connect.avro.AvroConverter" },
    },
    {
      fault: "an SMT of another package",
      config: {
        transforms: "a",
        "transforms.a.type": "com.example.Shout$Value",
      },
    },
    {
      fault: "an unknown predicate",
      config: {
        transforms: "a",
        "transforms.a.type": "org.apache.kafka.connect.transforms.Filter",
        "transforms.a.predicate": "p",
        "predicates.p.type": "com.example.Odd",
      },
    },
  ]
) {
  Deno.test(`a record is not judged beyond ${fault}`, () => {
    const answer = answerTo({
      config: {
        "key.converter": "org.apache.kafka.connect.storage.StringConverter",
        "value.converter": "org.apache.kafka.connect.storage.StringConverter",
        ...config,
      },
      sample: { topic: "t", value: "x" },
      answer: "",
    });
    assertEquals(answer, "not simulated");
  });
}

function titleOf({ config }: ConnectAnswer): string {
  const name = (setting: string) => config[setting]?.split(".").at(-1);
  return name("transforms.a.type") ?? name("value.converter") ?? "";
}

function answerTo({ config, sample }: ConnectAnswer): string {
  try {
    const record = run(config, sample);
    return record === null ? "filtered" : printRecord(record);
  } catch (error) {
    if (error instanceof RecordRefused) return "refused";
    if (error instanceof NotSimulated) return "not simulated";
    throw error;
  }
}

function run(
  config: Record<string, string>,
  json: Record<string, unknown>,
): ConnectRecord | null {
  const sample = parseSampleLine(
    JSON.stringify({ ...json, partition: 3 }),
    1,
  );
  const ignore = () => {};
  const convertHeader = converterOf(config, "header", ignore)!;
  let record: ConnectRecord | null = {
    topic: sample.topic,
    partition: sample.partition,
    timestamp: sample.timestamp,
    key: converterOf(config, "key", ignore)!(sample.key),
    value: converterOf(config, "value", ignore)!(sample.value),
    headers: sample.headers.map(({ key, value }): ConnectHeader => ({
      key,
      ...convertHeader(value),
    })),
  };
  for (const step of transformChain(config, ignore)) {
    record = step.apply(record);
    if (record === null) return null;
  }
  return record;
}
