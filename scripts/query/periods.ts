import type { TimeSpan } from "./read_rows.ts";

/** The periods that statistics may be asked for, in UTC. */
export const periods = ["hour", "day", "month", "year"] as const;

/** A period that statistics may be asked for, in UTC. */
export type Period = typeof periods[number];

/**
 * Cuts a time at the beginnings of months (UTC), newest part first: what one query has to read is then bounded.
 *
 * @param first the time of the first row in it
 * @param last the time of the last row in it
 */
export function* splitByMonth(
  first: Date,
  last: Date,
): Generator<{ readonly from: Date; readonly to: Date }> {
  let to = new Date(last.getTime() + 1);
  while (to > first) {
    const month = startOfMonth(new Date(to.getTime() - 1));
    const from = month > first ? month : first;
    yield { from, to };
    to = from;
  }
}

/** The span that a row's time has to be in to be in both; null if there is none. */
export function clampSpan(
  { from, to }: TimeSpan,
  rows: { readonly first: Date; readonly last: Date },
): { readonly first: Date; readonly last: Date } | null {
  const first = from !== null && from > rows.first ? from : rows.first;
  const last = to !== null && to <= rows.last
    ? new Date(to.getTime() - 1)
    : rows.last;
  return first <= last ? { first, last } : null;
}

/** The name of the period that a time is in: `2026-11-25T08`, `2026-11-25`, `2026-11`, `2026`, always of UTC. */
export function periodOf(time: Date, period: Period): string {
  const length = { hour: 13, day: 10, month: 7, year: 4 }[period];
  return time.toISOString().slice(0, length);
}

function startOfMonth(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth()));
}
