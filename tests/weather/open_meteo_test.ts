import { assertEquals, assertStringIncludes } from "@std/assert";
import type { HttpAnswer, Refusal } from "../../weather/answer.ts";
import type { City } from "../../weather/cities.ts";
import { openMeteoUrl, parseOpenMeteo } from "../../weather/open_meteo.ts";
import {
  listRecorded,
  readRecorded,
  recordedAnswer,
  refusalOf,
} from "./_recorded.ts";

const buoy: City = {
  name: "Buoy",
  latitude: 23.7,
  longitude: 61.4,
  country: null,
};

/** The recorded answer as it comes with `timeformat=unixtime`. */
function arabianSea(change: Record<string, unknown> = {}): HttpAnswer {
  const body = JSON.parse(readRecorded("open-meteo/arabian-sea-1.json"));
  body.current_units.time = "unixtime";
  Object.assign(body.current, { time: 1716251400, ...change });
  return { status: 200, body: JSON.stringify(body) };
}

for (
  const { units, temperature, feels_like } of [
    { units: "metric", temperature: 30.1, feels_like: 34.7 },
    { units: "standard", temperature: 303.25, feels_like: 307.85 },
  ] as const
) {
  Deno.test(`parseOpenMeteo() gives ${units} units`, () => {
    assertEquals(parseOpenMeteo(arabianSea(), { city: buoy, units }), {
      ok: true,
      record: {
        city: "Buoy",
        country: null,
        last_update_time: "2024-05-21T00:30:00Z",
        temperature,
        feels_like,
        humidity: 83,
      },
    });
  });
}

const outcomes: Record<string, [Refusal["kind"], string]> = {
  "open-meteo/400-1.json": ["bad_request", "400: Cannot initialize"],
  "open-meteo/429-1.json": ["rate_limited", "429: Minutely API request"],
  "open-meteo/429-2.json": ["rate_limited", "429: Hourly API request"],
  "open-meteo/429-3.json": ["rate_limited", "429: Daily API request"],
  // Asked without timeformat=unixtime: the time may be local.
  "open-meteo/arabian-sea-1.json": ["malformed", "current_units.time"],
  "open-meteo/ireland-1.json": ["malformed", "current_units.time"],
  "open-meteo/moscow-1.json": ["malformed", "current_units.time"],
  "open-meteo/texas-1.json": ["malformed", "current_units.temperature_2m"],
};

for (const [file, [kind, reason]] of Object.entries(outcomes)) {
  Deno.test(`parseOpenMeteo() of ${file} is refused: ${kind}`, () => {
    const observation = parseOpenMeteo(recordedAnswer(file), {
      city: buoy,
      units: "metric",
    });
    assertEquals(refusalOf(observation)?.kind, kind);
    assertStringIncludes(refusalOf(observation)?.reason, reason);
  });
}

Deno.test("every recorded answer of Open-Meteo has its expected outcome", () => {
  assertEquals(Object.keys(outcomes).sort(), listRecorded("open-meteo"));
});

for (
  const { fault, answer, city = buoy, kind } of [
    {
      fault: "an answer for another place",
      answer: arabianSea(),
      city: { ...buoy, latitude: 33.7 },
      kind: "wrong_place",
    },
    {
      fault: "a temperature never measured",
      answer: arabianSea({ temperature_2m: 66 }),
      kind: "implausible",
    },
    {
      fault: "an error with status 200",
      answer: { status: 200, body: '{"error":true,"reason":"no"}' },
      kind: "bad_request",
    },
    {
      fault: "a gateway's page",
      answer: { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" },
      kind: "server",
    },
    {
      fault: "text that is not JSON",
      answer: { status: 200, body: "busy" },
      kind: "malformed",
    },
  ]
) {
  Deno.test(`parseOpenMeteo() refuses ${fault}: ${kind}`, () => {
    const observation = parseOpenMeteo(answer, { city, units: "metric" });
    assertEquals(refusalOf(observation)?.kind, kind);
  });
}

Deno.test("openMeteoUrl() asks for °C and Unix time", () => {
  assertEquals(
    openMeteoUrl("https://api.test", buoy).href,
    "https://api.test/v1/forecast?latitude=23.7&longitude=61.4" +
      "&current=temperature_2m%2Capparent_temperature%2Crelative_humidity_2m" +
      "&temperature_unit=celsius&timeformat=unixtime",
  );
});
