import { CompressionTypes, type Message, type Producer } from "kafkajs";
import { bucketHeadersOf } from "../../weather/bucket.ts";
import { decodeRecord } from "../../weather/message.ts";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import {
  headerValue,
  type TopicPlace,
  withoutErrorContext,
} from "../shared/dead_letter.ts";
import {
  createKafka,
  explainKafkaError,
  withAdmin,
} from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import { weatherTables } from "../shared/weather_names.ts";
import { pickUnacknowledged } from "../shared/unacknowledged.ts";
import {
  fetchTopicRange,
  readTopic,
  type TopicRange,
} from "../shared/topic_reader.ts";
import {
  type DeadLetter,
  findQueue,
  readLetters,
  replayHeader,
} from "./dead_letter_queue.ts";
import type { FixedRecord } from "./fixed_records.ts";
import { type LetterFilter, matchesFilter } from "./letter_filter.ts";
import { lockReplay, type ReplayLock } from "./replay_lock.ts";

/** Options of {@linkcode replayLetters}. */
export interface ReplayOptions {
  readonly filter: LetterFilter;
  /** Records to send in place of the letters with their ids; only these letters are then replayed. */
  readonly fixed?: ReadonlyMap<string, FixedRecord> | undefined;
  /** Count, and send nothing. */
  readonly dryRun: boolean;
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
}

/** What became of the letters, each id counted once. */
export interface ReplayResult {
  /** Sent now; in a dry run, those that would be. */
  readonly replayed: number;
  /** Were in their topic again already. */
  readonly already: number;
  /** Letters without the headers that say where they came from. */
  readonly withoutOrigin: number;
  /** Letters whose topic or partition does not exist any more. */
  readonly withoutTarget: number;
  /** Ids asked for, by option or by file, that no letter has. */
  readonly unknownIds: readonly string[];
}

/** By topic and partition the least offset that a letter came from. */
type Wanted = Map<string, Map<number, bigint>>;

/**
 * Sends dead letters to the topic and the partition that they came from, with their own key, headers and timestamp.
 *
 * Each is sent once, however often this is run or interrupted: the topic itself tells what has been. A replayed record
 * names its letter in the header {@linkcode replayHeader}, and can only be behind its origin, so that the partition is
 * read from there before anything is sent.
 *
 * @throws {UserError} if Kafka cannot be reached, or another replay of the queue runs.
 */
export async function replayLetters(
  settings: Settings,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const range = await findQueue(settings) ?? new Map();
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  await using lock = range.size === 0 || options.dryRun
    ? undefined
    : await lockReplay(settings, topic);
  const filter = options.fixed === undefined
    ? options.filter
    : { ...options.filter, ids: new Set(options.fixed.keys()) };
  const survey = await surveyQueue(settings, range, filter);
  const done = await findReplayed(settings, survey.wanted);
  const already = [...survey.ids].filter((id) => done.has(id)).length;
  options.report(
    `${survey.ids.size} dead letter(s) chosen, ${already} of them replayed before`,
  );
  const targets = await findTargets(settings, survey.wanted);
  const sent = await sendLetters(settings, {
    ...options,
    range,
    filter,
    done,
    targets,
    lock,
  });
  return {
    ...sent,
    already,
    withoutOrigin: survey.withoutOrigin,
    unknownIds: [...filter.ids ?? []].filter((id) => !survey.ids.has(id)),
  };
}

async function surveyQueue(
  settings: Settings,
  range: TopicRange,
  filter: LetterFilter,
) {
  const wanted: Wanted = new Map();
  const ids = new Set<string>();
  let withoutOrigin = 0;
  await readLetters(settings, {
    range,
    onLetters: (letters) => {
      for (const letter of letters) {
        if (!matchesFilter(letter, filter)) continue;
        if (letter.origin === null || letter.id === null) {
          withoutOrigin++;
          continue;
        }
        ids.add(letter.id);
        noteLeast(wanted, letter.origin);
      }
    },
  });
  return { wanted, ids, withoutOrigin };
}

function noteLeast(
  wanted: Wanted,
  { topic, partition, offset }: TopicPlace,
): void {
  const partitions = wanted.getOrInsertComputed(topic, () => new Map());
  const least = partitions.get(partition);
  if (least === undefined || offset < least) partitions.set(partition, offset);
}

/** Ids of the letters that are in their topics again. */
async function findReplayed(
  settings: Settings,
  wanted: Wanted,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [topic, least] of wanted) {
    const range = await withAdmin(
      settings,
      (admin) => fetchTopicRange(admin, topic),
    );
    const behind = [...range ?? []]
      .filter(([partition]) => least.has(partition))
      .map(([partition, { low, high }]) => {
        const first = least.get(partition)! + 1n;
        return [partition, { low: first > low ? first : low, high }] as const;
      });
    await readTopic(settings, {
      topic,
      range: new Map(behind),
      onMessages: (messages) => {
        for (const { headers } of messages) {
          const id = headerValue(headers, replayHeader);
          if (id !== null) found.add(id);
        }
      },
    });
  }
  return found;
}

/** Partitions that exist of each topic. */
async function findTargets(
  settings: Settings,
  wanted: Wanted,
): Promise<ReadonlyMap<string, TopicRange>> {
  return await withAdmin(settings, async (admin) => {
    const targets = new Map<string, TopicRange>();
    for (const topic of wanted.keys()) {
      const range = await fetchTopicRange(admin, topic);
      if (range !== undefined) targets.set(topic, range);
    }
    return targets;
  });
}

interface SendContext extends ReplayOptions {
  readonly range: TopicRange;
  readonly done: Set<string>;
  readonly targets: ReadonlyMap<string, TopicRange>;
  readonly lock: ReplayLock | undefined;
}

async function sendLetters(
  settings: Settings,
  { range, filter, fixed, done, targets, dryRun, lock }: SendContext,
): Promise<Pick<ReplayResult, "replayed" | "withoutTarget">> {
  const { isBucketed } = weatherTables(settings);
  const missing = new Set<string>();
  let replayed = 0;
  await withProducer(settings, async (producer) => {
    await readLetters(settings, {
      range,
      onLetters: async (letters) => {
        const topics = new Map<string, Message[]>();
        for (const letter of letters) {
          const { id, origin } = letter;
          if (origin === null || id === null || done.has(id)) continue;
          if (!matchesFilter(letter, filter)) continue;
          if (!targets.get(origin.topic)?.has(origin.partition)) {
            missing.add(id);
            continue;
          }
          done.add(id);
          topics.getOrInsertComputed(origin.topic, () => [])
            .push(toMessage(letter, { fixed: fixed?.get(id), isBucketed }));
        }
        for (const [topic, messages] of topics) {
          for (const batch of dryRun ? [] : splitBySize(messages)) {
            await lock?.check();
            await sendBatch(producer, topic, batch);
          }
          replayed += messages.length;
        }
      },
    });
  });
  return { replayed, withoutTarget: missing.size };
}

async function sendBatch(
  producer: Producer,
  topic: string,
  batch: Message[],
): Promise<void> {
  let missing = batch;
  while (missing.length > 0) {
    const acknowledged = await producer.send({
      topic,
      messages: missing,
      acks: -1,
      // As they may have come: what is too large for the brokers without was not, compressed.
      compression: CompressionTypes.GZIP,
    });
    missing = pickUnacknowledged(
      missing,
      acknowledged,
      ({ partition }) => partition!,
    );
  }
}

/** Brokers take 1 MiB at once by default, of which headers need a part. */
const maxBatchBytes = 500_000;

/** Cuts messages into batches that brokers take. */
export function splitBySize(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = (message.value?.length ?? 0) + (message.key?.length ?? 0);
    if (bytes + size > maxBatchBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(message);
    bytes += size;
  }
  return batches;
}

async function withProducer(
  settings: Settings,
  use: (producer: Producer) => Promise<void>,
): Promise<void> {
  // Idempotent: what is sent again since its acknowledgement was lost is not written again.
  const producer = createKafka(settings).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  });
  try {
    await producer.connect();
    await use(producer);
  } catch (error) {
    throw explainKafkaError(error, settings);
  } finally {
    await producer.disconnect();
  }
}

/**
 * The record to send for a letter. It keeps its timestamp, which is Cassandra's write time: so an old record does not
 * overwrite a newer one of the same key. For tables in buckets it gets their headers: those of a letter may be wrong, be
 * missing, or not be those of the record that takes its place.
 */
export function toMessage(
  { id, origin, key, value, headers, timestamp }: DeadLetter,
  { fixed, isBucketed }: {
    readonly fixed: FixedRecord | undefined;
    readonly isBucketed: boolean;
  },
): Message {
  const sent = fixed?.value ?? value;
  return {
    partition: origin!.partition,
    key: fixed?.key ?? key,
    value: sent,
    headers: {
      ...withoutErrorContext(headers),
      ...(isBucketed ? bucketHeadersFor(sent) : {}),
      [replayHeader]: id!,
    },
    timestamp: String(timestamp),
  };
}

function bucketHeadersFor(value: Message["value"]) {
  const decoded = decodeRecord(value === null ? null : String(value));
  return decoded.ok
    ? bucketHeadersOf(new Date(decoded.record.last_update_time))
    : {};
}
