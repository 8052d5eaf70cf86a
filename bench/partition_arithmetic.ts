/** What the size of a row of the bucketed history depends on, besides its columns. */
export interface RowFacts {
  /** Of UTF-8. */
  readonly countryBytes: number;
  /** That its write time takes, in microseconds since the SSTable's first: as of {@linkcode vintBytes} or the mean of many. */
  readonly writeTimeBytes: number;
  /** How much later it expires than the first that does: seconds. */
  readonly expiryDelta: number;
}

/**
 * Bytes of a row in an SSTable of format `nb` before compression, as Cassandra's UnfilteredSerializer, Clustering and
 * Cell serializers write them.
 */
export function rowBytes(
  { countryBytes, writeTimeBytes, expiryDelta }: RowFacts,
): number {
  const header = 1;
  // One byte says which clustering columns are empty or null; last_update_time is a timestamp.
  const clustering = 1 + 8;
  const liveness = writeTimeBytes +
    // All rows have the table's time to live: no more than its first.
    vintBytes(0) + vintBytes(expiryDelta);
  const cellFlags = 4;
  const country = vintBytes(countryBytes) + countryBytes;
  const temperature = 8;
  const feelsLike = 8;
  const humidity = 4;
  const body = liveness + cellFlags + country + temperature + feelsLike +
    humidity;
  // A row tells its own size and that of what is before it.
  return header + clustering + 2 * vintBytes(body) + body;
}

/** Bytes of a partition besides its rows: its key, the time of its deletion, its end. */
export function partitionOverheadBytes(cityBytes: number): number {
  const monthBytes = "2026-11".length;
  const composite = (2 + cityBytes + 1) + (2 + monthBytes + 1);
  const deletion = 4 + 8;
  return 2 + composite + deletion + 1;
}

/** The same on average of numbers from 0 to `span`, each as frequent. */
export function meanVintBytes(span: number): number {
  let mean = 1;
  // A byte more is for all from there on.
  for (let bytes = 1; bytes < 9; bytes++) {
    mean += Math.max(0, 1 - 2 ** (7 * bytes) / span);
  }
  return mean;
}

/** Bytes of Cassandra's number of varying length: seven bits each, up to 9. */
export function vintBytes(value: number): number {
  let bytes = 1;
  while (bytes < 9 && value >= 2 ** (7 * bytes)) bytes++;
  return bytes;
}
