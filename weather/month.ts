/** The month of a time, in UTC: `2026-11`. */
export function monthOf(time: Date): string {
  return time.toISOString().slice(0, 7);
}

/**
 * Cuts a time, from its first moment to that after its last, at the beginnings of months (UTC), newest part first; none
 * if it is empty.
 */
export function* splitByMonth(
  from: Date,
  to: Date,
): Generator<{ readonly from: Date; readonly to: Date }> {
  let end = to;
  while (end > from) {
    const before = new Date(end.getTime() - 1);
    const month = new Date(
      Date.UTC(before.getUTCFullYear(), before.getUTCMonth()),
    );
    const start = month > from ? month : from;
    yield { from: start, to: end };
    end = start;
  }
}
