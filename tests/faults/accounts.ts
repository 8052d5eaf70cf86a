import type { Row, Sent } from "./traffic.ts";

/** A record as it lies in the topic. */
export interface TopicRecord {
  /** Partition and offset, as text. */
  readonly place: string;
  /** Its number in the stream. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** What {@linkcode balance} compares. */
export interface Books {
  /** What the topic holds. */
  readonly topic: readonly TopicRecord[];
  /** First and last number of each acknowledged send. */
  readonly acknowledged: readonly (readonly [number, number])[];
  /** The table, by city. */
  readonly rows: ReadonlyMap<string, Row>;
  /** The place of each dead letter's origin, in the queue's order. */
  readonly letters: readonly string[];
  /** What was sent under a number, and must become of it. */
  readonly sent: (number: number) => Sent;
  /** Columns whose value the harm itself may have taken from a record's row. */
  readonly mayLack?: (record: TopicRecord) => readonly (keyof Row)[];
}

/** What became of a stream's records. */
export interface Balance {
  /** Records in the topic. */
  readonly produced: number;
  /** Of them, those whose row is right. */
  readonly rows: number;
  /** Of them, those that are dead letters. */
  readonly deadLetters: number;
  /** Records that are in neither place, and those acknowledged to the producer that the topic lacks. */
  readonly lost: readonly string[];
  /** Records with a wrong row, in both places, or in the wrong one; rows that no record explains. */
  readonly wrong: readonly string[];
  /** Dead letters beyond the first of one record. */
  readonly duplicateLetters: number;
}

/** Counts: each record of the topic must be in exactly one place, its row or the dead letter queue. */
export function balance(books: Books): Balance {
  const { topic, rows, letters, sent, mayLack = () => [] } = books;
  const lost = findUnproduced(books);
  const wrong: string[] = [];
  const dead = new Set(letters);
  const explained = new Set<string>();
  let right = 0;
  let deadLetters = 0;
  for (const record of topic) {
    const { row: expected, poison, ...good } = sent(record.number);
    const name = `record ${record.number} at ${record.place}` +
      (poison === null ? "" : ` (${poison})`);
    const city = expected?.city ?? good.city;
    const row = rows.get(city);
    const isDead = dead.has(record.place);
    explained.add(city);
    if (isDead) deadLetters++;
    if (isDead && expected !== null) {
      wrong.push(`${name} is a dead letter, and must be a row`);
    } else if (row !== undefined && expected === null) {
      wrong.push(
        `${name} is a row, and must be a dead letter: ${JSON.stringify(row)}`,
      );
    } else if (row !== undefined && expected !== null) {
      const differences = compare(expected, row, mayLack(record));
      if (differences === "") right++;
      else wrong.push(`${name} has a wrong row: ${differences}`);
    } else if (!isDead) {
      lost.push(`${name} is neither a row nor a dead letter`);
    }
  }
  for (const city of rows.keys()) {
    if (!explained.has(city)) {
      wrong.push(`no record explains the row of "${city}"`);
    }
  }
  const places = new Set(topic.map(({ place }) => place));
  for (const place of dead) {
    if (!places.has(place)) {
      wrong.push(`no record is at ${place}, from which a dead letter came`);
    }
  }
  return {
    produced: topic.length,
    rows: right,
    deadLetters,
    lost,
    wrong,
    duplicateLetters: letters.length - dead.size,
  };
}

function findUnproduced({ topic, acknowledged }: Books): string[] {
  const numbers = new Set(topic.map(({ number }) => number));
  const lost: string[] = [];
  for (const [first, last] of acknowledged) {
    for (let number = first; number <= last; number++) {
      if (!numbers.has(number)) {
        lost.push(`record ${number} was acknowledged and is not in the topic`);
      }
    }
  }
  return lost;
}

function compare(
  expected: Row,
  row: Row,
  mayLack: readonly (keyof Row)[],
): string {
  return (Object.keys(expected) as (keyof Row)[])
    .filter((column) =>
      row[column] !== expected[column] &&
      !(row[column] === null && mayLack.includes(column))
    )
    .map((column) => `${column} is ${row[column]}, not ${expected[column]}`)
    .join(", ");
}
