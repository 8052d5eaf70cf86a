import type { CodeTable } from "../codes.ts";

/** Kinds of findings that the simulation of sample records raises. */
export const sampleCodes = {
  "sample-converter-refused": {
    severity: "error",
    title: "a converter that cannot read the samples",
    explanation:
      "Connect converts each record's key, value and headers before anything else. A record that a converter refuses fails the task, or with errors.tolerance=all is skipped.",
    fix: "choose the converter that fits what the producer writes",
  },
  "sample-transform-refused": {
    severity: "error",
    title: "an SMT that fails on the samples",
    explanation:
      "A record on which an SMT throws fails the task, or with errors.tolerance=all is skipped.",
    fix: "make the SMT fit the records, or limit it by a predicate",
  },
  "sample-topic-unmapped": {
    severity: "error",
    title: "records that arrive under a topic without a mapping",
    explanation:
      "The sink looks the settings up by the topic's name that the last SMT left. A record of a topic without settings fails.",
    fix:
      "name the settings topic.<topic>... by the topic's name as it is after the SMTs",
  },
  "sample-field-missing": {
    severity: "error",
    title: "a mapped field that samples do not have",
    explanation:
      "A mapped field must be in every record, if only as null. A record without it fails.",
    fix:
      "correct the field's name, or have the producer write the field with null",
  },
  "sample-value-refused": {
    severity: "error",
    title: "a value that cannot go into its column",
    explanation:
      "The sink's codec for the column refuses the value: it is of another kind, out of range, or its text does not parse. The record fails.",
    fix: "change the column's type, the codec settings or what is produced",
  },
  "sample-key-null": {
    severity: "error",
    title: "a primary key column that gets null",
    explanation:
      "A row must have all columns of its primary key. The record fails.",
    fix: "map a field that every record has",
  },
  "sample-key-empty": {
    severity: "error",
    title: "an empty partition key",
    explanation:
      "Cassandra refuses a partition key that consists of one empty text. The record fails.",
    fix: "map a field that is never empty",
  },
  "sample-not-a-number": {
    severity: "error",
    title: "a TTL or write time that is no number",
    explanation:
      "The fields of __ttl and __timestamp must be numbers: text that holds one does not do. The record fails.",
    fix: "map a numeric field, or make it a number with the Cast SMT",
  },
  "sample-ttl-too-long": {
    severity: "error",
    title: "a TTL that Cassandra refuses",
    explanation:
      "A TTL may be at most 20 years (630720000 seconds); more most often means another unit. The record fails. Neither does the DataStax sink keep seconds that the field's own type has no room for.",
    fix: "set ttlTimeUnit to the unit of the field",
  },
  "sample-record-skipped": {
    severity: "warning",
    title: "samples that would go to the dead letter queue",
    explanation:
      "The config says to go on after a bad record, so these records are not in the table, but in the dead letter queue.",
    fix: "correct the cause, or watch the queue",
  },
  "sample-record-lost": {
    severity: "error",
    title: "samples that would be lost",
    explanation:
      "The config says to go on after a bad record, and keeps no dead letter queue that would get these: they are lost, at best with a line in the worker's log.",
    fix: "correct the cause, or do not ignore errors without a queue",
  },
  "sample-plain-value": {
    severity: "error",
    title: "values without fields",
    explanation:
      "The mapping asks for fields of the value, but the value is no JSON object. The DataStax sink then takes all of them for null: it writes rows of nulls, or deletes rows.",
    fix:
      "map the whole value, or make the value an object by the producer or the HoistField SMT",
  },
  "sample-all-deletes": {
    severity: "error",
    title: "every sample deletes its row",
    explanation:
      "With all columns mapped and deletesEnabled, a record whose mapped fields outside the key are all null deletes the row; now() counts as null. Nothing is ever written.",
    fix: "set deletesEnabled=false, or map a field that has a value",
  },
  "sample-all-filtered": {
    severity: "error",
    title: "every sample is filtered out",
    explanation:
      "The Filter SMT drops all samples but tombstones, so nothing is ever written.",
    fix:
      "give the Filter SMT a predicate that holds for the records to drop only",
  },
  "sample-record-deletes": {
    severity: "warning",
    title: "records that delete their rows",
    explanation:
      "With all columns mapped and deletesEnabled, a record whose mapped fields outside the key are all null deletes the row instead of writing its key.",
    fix: "set deletesEnabled=false if such records are no deletions",
  },
  "sample-tombstone-written": {
    severity: "warning",
    title: "tombstones that do not delete",
    explanation:
      "Deletes work only where the number of mapping entries equals the number of the table's columns. Elsewhere a tombstone writes a row that has nothing but its key.",
    fix:
      "map all columns of the table, or drop tombstones by the Filter SMT with the RecordIsTombstone predicate",
  },
  "sample-value-lost": {
    severity: "error",
    title: "a value that is stored as null",
    explanation:
      "The sink takes an object or a list for null when the column holds one value, without a word: the data is lost.",
    fix: "flatten the record with the Flatten SMT and map the inner field",
  },
  "sample-vector-cut": {
    severity: "error",
    title: "a list longer than its vector",
    explanation: "The sink drops the numbers past the vector's dimensions.",
    fix: "give the vector as many dimensions as the records have numbers",
  },
  "sample-timestamp-unit": {
    severity: "error",
    title: "epoch numbers read in the wrong unit",
    explanation:
      "The numbers are moments of our time in another unit than the one they are read in, so the column gets years near 1970 or thousands of years ahead.",
    fix: "set codec.unit to the unit of the field",
  },
  "sample-blob-decoded": {
    severity: "error",
    title: "plain text decoded as Base64",
    explanation:
      "Text for a blob column is read as Base64. These words happen to be valid Base64, so the column gets other bytes than the text's.",
    fix: "map the field to a text column, or produce Base64",
  },
  "sample-number-wrapped": {
    severity: "error",
    title: "a value changed by conversion",
    explanation:
      "A converter or SMT cuts off what does not fit, or takes a value of another type for 0 or null, without an error: the stored value is not the one produced.",
    fix: "use a type that holds the values",
  },
  "sample-number-locale": {
    severity: "error",
    title: "numbers read by the wrong locale",
    explanation:
      "Text is read as a number by codec.locale, which takes the other sign for a separator of thousands and drops it: 12.5 becomes 125.",
    fix: "set codec.locale to the locale of the texts",
  },
  "sample-time-misread": {
    severity: "error",
    title: "dates that are stored as others",
    explanation:
      "The text is a date or moment as ISO 8601 writes it, and the codec's pattern takes its parts for others: days for months, or a Z in quotes, which is no time zone then, for a sign without meaning.",
    fix:
      "write the pattern as the texts are, such as yyyy-MM-dd'T'HH:mm:ssX, or leave codec.timestamp and codec.date out",
  },
  "sample-text-garbled": {
    severity: "error",
    title: "text read in another encoding than it was written in",
    explanation:
      "The converter takes the bytes for other characters than the producer wrote, and the column gets those: umlauts become pairs of signs, or U+FFFD where the bytes are no characters at all.",
    fix:
      "remove converter.encoding, so that text is read as UTF-8, or set it to what the producer writes",
  },
  "sample-header-retyped": {
    severity: "error",
    title: "header texts that come back changed",
    explanation:
      "SimpleHeaderConverter, the default, takes text that looks like a number for one: leading zeros and trailing zeros are gone when it is stored as text.",
    fix:
      "set header.converter=org.apache.kafka.connect.storage.StringConverter",
  },
  "sample-field-overwritten": {
    severity: "warning",
    title: "an SMT that overwrites a field of the record",
    explanation:
      "InsertField puts its value in place of a field that the record has already.",
    fix: "give the inserted field a name of its own",
  },
  "sample-number-as-text": {
    severity: "warning",
    title: "numbers in text columns lose their form",
    explanation:
      "The DataStax sink drops trailing zeros from JSON numbers before it writes them as text, and may use an exponent: 100.0 becomes 1E+2.",
    fix: "produce the number as text, or use a numeric column",
  },
  "sample-write-time-cut": {
    severity: "error",
    title: "write times that overflow",
    explanation:
      "The DataStax sink puts the write time in microseconds back into the field's own type. In 32 bits or less it overflows, so rows get random write times, and later writes may not show.",
    fix:
      "make the field int64 (Cast SMT), or produce it in microseconds, which always needs 64 bits",
  },
  "sample-write-time-unit": {
    severity: "warning",
    title: "write times in the wrong unit",
    explanation:
      "The write time is far from our time, but would be near it in another unit. Rows written with it win over, or lose to, all other writes.",
    fix: "set timestampTimeUnit to the unit of the field",
  },
  "sample-rows-lost": {
    severity: "error",
    title: "records that overwrite each other for certain",
    explanation:
      "The Kafka key tells the records apart, and is stored in an ordinary column, but all records get the same primary key: only the last one stays.",
    fix: "map to the primary key what the Kafka key is",
  },
  "sample-rows-collapse": {
    severity: "warning",
    title: "different records that share one row",
    explanation:
      "Records with different Kafka keys get the same primary key, so each overwrites the one before.",
    fix: "map to the primary key what tells the records apart",
  },
  "sample-not-simulated": {
    severity: "hint",
    title: "samples that could not be judged",
    explanation:
      "A step is not known here, or depends on the worker, so nothing is said about what follows it.",
    fix: "try the config on a worker, or validate with --live",
  },
  "sample-other-topics": {
    severity: "hint",
    title: "no sample of a topic that the connector reads",
    explanation: "All samples are of topics that are not subscribed.",
    fix: "write a sample of the right topic: deno task connect:sample TOPIC",
  },
} as const satisfies CodeTable;

/** Name of a kind of finding of the simulation. */
export type SampleCode = keyof typeof sampleCodes;
