import type { Admin } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { withCassandra } from "../shared/cassandra_client.ts";
import { UserError } from "../shared/exit.ts";
import { withAdmin } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import { createDeadLetterFinder } from "./dead_letters.ts";
import { Ledger } from "./ledger.ts";
import { describeLedger, type VerifyReport } from "./report.ts";
import { createRowReader, type ReadRows } from "./row_reader.ts";
import {
  fetchSinkProgress,
  hasPassed,
  type SinkProgress,
} from "./sink_progress.ts";
import {
  countOffsets,
  fetchTopicRange,
  readTopic,
  type TopicRange,
} from "../shared/topic_reader.ts";
import { toTopicMessage } from "./topic_message.ts";

/** Options of {@linkcode verifyTopic}. */
export interface VerifyOptions {
  /** How long to wait for the sink, once the topic is read, in milliseconds. */
  readonly timeoutMs: number;
  /** Show every record. */
  readonly all: boolean;
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
}

/** How often the rows that are missing or different are looked up again, in milliseconds. */
const recheckMs = 250;

/** How often progress is told, in milliseconds. */
const tellMs = 2_000;

/**
 * Reads the topic up to its present end and looks up the row of every record, those that are not right again until the
 * sink has passed them or the time is over.
 *
 * @throws {UserError} if Kafka or Cassandra cannot be reached, the topic or table is missing, or the topic is empty.
 */
export async function verifyTopic(
  settings: Settings,
  options: VerifyOptions,
): Promise<VerifyReport> {
  return await withAdmin(settings, async (admin) => {
    const range = await fetchFilledRange(admin, settings);
    return await withCassandra(settings, async (client) => {
      const readRows = await createRowReader(client, settings);
      const ledger = new Ledger(options);
      await readRecords(settings, { range, ledger, readRows, options });
      const progress = await awaitSink(settings, {
        admin,
        ledger,
        readRows,
        options,
      });
      return describeLedger(ledger, { settings, range, progress });
    });
  });
}

async function fetchFilledRange(
  admin: Admin,
  { KAFKA_TOPIC: topic }: Settings,
): Promise<TopicRange> {
  const range = await fetchTopicRange(admin, topic);
  if (range === undefined) {
    throw new UserError(
      `Cannot verify: topic ${topic} does not exist`,
      "run `deno task produce --once`, or set KAFKA_TOPIC",
    );
  }
  if (countOffsets(range) === 0) {
    throw new UserError(
      `Cannot verify: topic ${topic} is empty`,
      "run `deno task produce --once`",
    );
  }
  return range;
}

async function readRecords(
  settings: Settings,
  { range, ledger, readRows, options: { report } }: {
    range: TopicRange;
    ledger: Ledger;
    readRows: ReadRows;
    options: VerifyOptions;
  },
): Promise<void> {
  const total = countOffsets(range).toLocaleString("en");
  const tell = everySoOften(() =>
    report(`read ${ledger.messages.toLocaleString("en")} of ${total} records`)
  );
  await readTopic(settings, {
    topic: settings.KAFKA_TOPIC,
    range,
    onMessages: async (messages, partition) => {
      const entries = ledger.add(
        messages.map((message) => toTopicMessage(message, partition)),
      );
      ledger.settle(entries, await readRows(entries));
      tell();
    },
  });
  if (ledger.messages === 0) {
    throw new UserError(
      `Cannot verify: topic ${settings.KAFKA_TOPIC} holds no records any more`,
      "run `deno task produce --once`",
    );
  }
}

async function awaitSink(
  settings: Settings,
  { admin, ledger, readRows, options: { timeoutMs, report } }: {
    admin: Admin;
    ledger: Ledger;
    readRows: ReadRows;
    options: VerifyOptions;
  },
): Promise<SinkProgress> {
  const findDeadLetters = createDeadLetterFinder(admin, settings);
  const deadline = performance.now() + timeoutMs;
  const dlq = deadLetterTopic(settings.KAFKA_TOPIC);
  const tell = everySoOften((text: string) => report(text));
  while (true) {
    // First: what the sink has passed by now is found by what is read after.
    const progress = await fetchSinkProgress(admin, settings);
    ledger.settle(ledger.pending, await readRows(ledger.pending));
    ledger.addDeadLetters(
      await findDeadLetters([...ledger.pending, ...ledger.notRecords]),
    );
    const open = [...ledger.pending, ...ledger.notRecords].filter((item) =>
      item.deadLetter === null && !hasPassed(progress, item)
    );
    const leftMs = deadline - performance.now();
    if (open.length === 0 || leftMs <= 0) return progress;
    tell(
      `waiting for ${open.length.toLocaleString("en")} of ${
        ledger.messages.toLocaleString("en")
      } records to reach the table or ${dlq} (${
        Math.ceil(leftMs / 1000)
      } s left)`,
    );
    const pauseMs = Math.min(recheckMs, leftMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Lets a call through if the last one that was is long enough ago; the first one waits as well. */
function everySoOften<Parameters extends unknown[]>(
  call: (...parameters: Parameters) => void,
): (...parameters: Parameters) => void {
  let last = performance.now();
  return (...parameters) => {
    if (performance.now() - last < tellMs) return;
    last = performance.now();
    call(...parameters);
  };
}
