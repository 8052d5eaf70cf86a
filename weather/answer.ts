import type { WeatherRecord, WeatherUnits } from "./record.ts";
import type { City } from "./cities.ts";

/** An HTTP answer of a weather service, read but not yet understood. */
export interface HttpAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body: string;
  /** How long the service asks to wait before the next request (`Retry-After`), if it does. */
  readonly retryAfterMs?: number;
}

/** What was asked, which the answer is checked against. */
export interface Asked {
  readonly city: City;
  /** The units the record is wanted in. */
  readonly units: WeatherUnits;
  /** When it was asked, milliseconds since 1970: an observation from after it is refused. */
  readonly askedAtMs?: number;
}

/** Why there is no record. */
export interface Refusal {
  /**
   * - `unauthorized`: no, wrong or not yet active key: no request will succeed.
   * - `bad_request`, `not_found`: the service does not know the place as asked.
   * - `rate_limited`: too many calls; see `retryAfterMs`.
   * - `server`, `network`, `timeout`: no answer; the same request may succeed later.
   * - `redirected`: the answer is elsewhere, where the key must not be sent.
   * - `malformed`: an answer, but not of the documented shape.
   * - `wrong_place`, `implausible`: a well-formed answer that cannot be that of the place and the units asked for.
   */
  readonly kind:
    | "unauthorized"
    | "bad_request"
    | "not_found"
    | "rate_limited"
    | "server"
    | "network"
    | "timeout"
    | "redirected"
    | "malformed"
    | "wrong_place"
    | "implausible";
  /** For people, without secrets. */
  readonly reason: string;
  readonly retryAfterMs?: number;
}

/** An answer understood: the record, or why there is none. */
export type Observation =
  | { readonly ok: true; readonly record: WeatherRecord }
  | { readonly ok: false; readonly refusal: Refusal };

/** An {@linkcode Observation} without a record. */
export function refuse(
  kind: Refusal["kind"],
  reason: string,
  retryAfterMs?: number,
): Observation {
  return {
    ok: false,
    refusal: {
      kind,
      reason,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}

/** The kind of refusal that an HTTP status other than 2xx means, at OpenWeather and Open-Meteo alike. */
export function refusalKind(status: number): Refusal["kind"] {
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  if (status >= 500) return "server";
  if (status >= 400) return "bad_request";
  if (status >= 300) return "redirected";
  return "malformed";
}

/** What an answer without a message of its own says. */
export function describeBody({ status, body }: HttpAnswer): string {
  return refusalKind(status) === "redirected"
    ? "a redirect, which is not followed"
    : excerpt(body);
}

/** A service's own words, fit to be shown: on one line, not long, and with nothing that a terminal would obey. */
export function peerWords(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** The first words of a body that is not what was expected, on one line. */
export function excerpt(body: string): string {
  const text = peerWords(
    body.slice(0, 4096).replaceAll(
      /<(style|script)\b.*?<\/\1>|<[^>]*>/gis,
      " ",
    ),
  );
  if (text === "") return "an empty body";
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
