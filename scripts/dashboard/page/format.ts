/** Units that temperatures are shown in. */
export type TemperatureUnit = "K" | "°C" | "°F";

/** The unit of records whose `units` header says `standard` or `metric`. */
export function unitOf(units: "standard" | "metric"): TemperatureUnit {
  return units === "standard" ? "K" : "°C";
}

/** Converts a temperature. */
export function convertTemperature(
  value: number,
  from: TemperatureUnit,
  to: TemperatureUnit,
): number {
  if (from === to) return value;
  const celsius = from === "K"
    ? value - 273.15
    : from === "°F"
    ? (value - 32) / 1.8
    : value;
  return to === "K"
    ? celsius + 273.15
    : to === "°F"
    ? celsius * 1.8 + 32
    : celsius;
}

/** A number with so many decimals, a true minus sign and thin spaces between thousands; an en dash for none. */
export function formatNumber(value: number | null, decimals = 0): string {
  if (value === null) return "–";
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
  const isZero = Number(value.toFixed(decimals)) === 0;
  return (value < 0 && !isZero ? "−" : "") + grouped +
    (fraction === undefined ? "" : `.${fraction}`);
}

/** A count in few characters: 950, 12.3 k, 4.56 M. */
export function formatCount(value: number | null): string {
  if (value === null || Math.abs(value) < 10_000) return formatNumber(value);
  const [divisor, suffix] = value < 1e6
    ? [1e3, "k"]
    : value < 1e9
    ? [1e6, "M"]
    : [1e9, "G"];
  const scaled = value / divisor;
  return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)} ${suffix}`;
}

/** A rate, its number and its unit: slow ones count by the minute. */
export function formatRate(
  perSecond: number | null,
): readonly [value: string, unit: string] {
  if (perSecond === null) return ["–", "records/s"];
  if (perSecond === 0 || perSecond >= 10) {
    return [formatCount(Math.round(perSecond)), "records/s"];
  }
  return [formatNumber(perSecond * 60, perSecond < 0.1 ? 1 : 0), "records/min"];
}

/** How long something took or has gone on, in its `parts` largest units: 8 s, 3 min 5 s, 2 h 10 min, 4 d 3 h. */
export function formatDuration(milliseconds: number, parts = 2): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const units = [
    ["y", 31_536_000],
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
    ["s", 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const chosen = units.slice(first === -1 ? 4 : first).slice(0, parts);
  let rest = seconds;
  return chosen.flatMap(([unit, size], i) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return i > 0 && count === 0 ? [] : `${count} ${unit}`;
  }).join(" ");
}

/** A moment's age as people say it: never negative, since clocks differ a little. */
export function formatAge(
  at: number | null,
  now: number,
  parts = 2,
): string {
  if (at === null) return "never";
  return now - at < 2_000
    ? "just now"
    : `${formatDuration(now - at, parts)} ago`;
}

/** A moment in the reader's time zone: the time alone if it is of today, else with the date. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${
    two(date.getSeconds())
  }`;
  return date.toDateString() === new Date(now).toDateString()
    ? time
    : `${formatDay(at)} ${time}`;
}

/** A day in the reader's time zone, as ISO 8601 writes it. */
export function formatDay(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${
    two(date.getDate())
  }`;
}

/** What an axis says at moments that are `step` milliseconds apart. */
export function formatTick(at: number, step: number): string {
  const date = new Date(at);
  if (step >= 365 * 86_400_000) return String(date.getFullYear());
  const month = months[date.getMonth()]!;
  if (step >= 28 * 86_400_000) {
    return date.getMonth() === 0 ? String(date.getFullYear()) : `${month}`;
  }
  if (
    step >= 86_400_000 || (date.getHours() === 0 && date.getMinutes() === 0 &&
      date.getSeconds() === 0)
  ) {
    return `${date.getDate()} ${month}`;
  }
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return step < 60_000 ? `${time}:${two(date.getSeconds())}` : time;
}

const months = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

function two(number: number): string {
  return String(number).padStart(2, "0");
}
