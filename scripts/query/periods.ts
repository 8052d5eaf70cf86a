/** The periods that statistics may be asked for, in UTC. */
export const periods = ["hour", "day", "month", "year"] as const;

/** A period that statistics may be asked for, in UTC. */
export type Period = typeof periods[number];

/** The name of the period that a time is in: `2026-11-25T08`, `2026-11-25`, `2026-11`, `2026`, always of UTC. */
export function periodOf(time: Date, period: Period): string {
  const length = { hour: 13, day: 10, month: 7, year: 4 }[period];
  return time.toISOString().slice(0, length);
}
