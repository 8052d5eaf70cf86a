import { monthOf } from "../weather/month.ts";

/** Which rows are made. */
export interface RowShape {
  readonly rows: number;
  /** Rows of a city in a year. */
  readonly rowsPerYear: number;
}

/** A row of the bucketed history. */
export interface MadeRow {
  /** Whether it is the first of its partition. */
  readonly isNewPartition: boolean;
  /** city, month, last_update_time, country, temperature, feels_like, humidity, and the write time in microseconds. */
  readonly values: unknown[];
}

const monthMs = 30 * 86_400_000;
const end = Date.UTC(2026, 10, 1);

/**
 * Makes rows of as many cities as are needed, for a year each: all cities' first month, then the next, as they come in
 * life. Values wander as weather does, with the two decimals that OpenWeather gives, so they are as hard to compress.
 */
export function* weatherRows(
  { rows, rowsPerYear }: RowShape,
): Generator<MadeRow> {
  const cities = Math.ceil(rows / rowsPerYear);
  const stepMs = 365 * 86_400_000 / rowsPerYear;
  const begin = end - 365 * 86_400_000;
  const random = createRandom(20_261_125);
  const temperatures = Array.from(
    { length: cities },
    () => 27_000 + Math.floor(random() * 3_000),
  );
  let left = rows;
  for (let from = begin; from < end && left > 0; from += monthMs) {
    const to = Math.min(end, from + monthMs);
    for (let city = 0; city < cities && left > 0; city++) {
      const name = `City ${String(city).padStart(6, "0")}`;
      let hundredths = temperatures[city]!;
      let month = "";
      for (
        let at = begin + Math.ceil((from - begin) / stepMs) * stepMs;
        at < to && left > 0;
        at += stepMs
      ) {
        hundredths += Math.floor(random() * 61) - 30;
        const time = new Date(at);
        const monthNow = monthOf(time);
        left--;
        yield {
          isNewPartition: monthNow !== month,
          values: [
            name,
            monthNow,
            time,
            "GB",
            hundredths / 100,
            (hundredths - Math.floor(random() * 400)) / 100,
            40 + Math.floor(random() * 60),
            String(at * 1000 + Math.floor(random() * 1000)),
          ],
        };
        month = monthNow;
      }
      temperatures[city] = hundredths;
    }
  }
}

/** Numbers in [0, 1), the same for the same seed: Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
