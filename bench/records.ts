// The bench's records by number: `rivals/java` has the same cities and times.

/** Which records a topic holds. */
export interface RecordShape {
  /** Cities. */
  readonly keys: number;
  /** From one record to the next, in cities; prime to their number where it is more than 1, so that all are visited. */
  readonly step: number;
}

/** Cities one after the other: a poll has many records of each. */
export const fewKeys: RecordShape = { keys: 100, step: 1 };

/** So many cities, and so far apart, that a poll has few records of any. */
export const manyKeys: RecordShape = { keys: 20_000, step: 7_919 };

/** A million stations, of each of which a minute has one record. */
export const stations: RecordShape = { keys: 1_000_000, step: 7_919 };

/** The city of a record. */
export function cityOf({ keys, step }: RecordShape, number: number): string {
  return cityName(number * step % keys);
}

/** The name of a city by its place among the keys. */
export function cityName(key: number): string {
  return `C${String(key).padStart(5, "0")}`;
}

/** When a record was observed: a second after the one before, so each is a row of its own. */
export function timeOf(number: number): Date {
  return new Date(Date.UTC(2020, 0, 1) + number * 1_000);
}

/** A record as key and value: 128 bytes of JSON. */
export function recordText(
  shape: RecordShape,
  number: number,
): { key: string; value: string } {
  const city = cityOf(shape, number);
  const time = timeOf(number).toISOString().replace(".000Z", "Z");
  return {
    key: city,
    value: `{"city":"${city}","country":"GB","last_update_time":"${time}",` +
      '"temperature":288.15,"feels_like":287.6,"humidity":55}',
  };
}
