import { assertEquals, assertStringIncludes } from "@std/assert";
import type { HttpAnswer, Refusal } from "../../weather/answer.ts";
import { type City, tutorialCities } from "../../weather/cities.ts";
import { openWeatherUrl, parseOpenWeather } from "../../weather/openweather.ts";
import {
  type WeatherRecord,
  weatherRecord,
  type WeatherUnits,
} from "../../weather/record.ts";
import {
  listRecorded,
  readRecorded,
  recordedAnswer,
  refusalOf,
} from "./_recorded.ts";

interface Expected {
  file: string;
  units: WeatherUnits;
  asked: City;
  record?: WeatherRecord;
  refused?: Refusal["kind"];
}

const london = tutorialCities[0]!;
const expected: Expected[] = JSON.parse(readRecorded("expected.json"));

for (const { file, units, asked, record, refused } of expected) {
  const outcome = refused === undefined ? "a record" : `refused: ${refused}`;
  Deno.test(`parseOpenWeather() of ${file} asked in ${units} units is ${outcome}`, () => {
    const observation = parseOpenWeather(recordedAnswer(file), {
      city: asked,
      units,
    });
    if (refused === undefined) {
      assertEquals(observation, { ok: true, record: record! });
      weatherRecord.parse(record);
    } else {
      assertEquals(refusalOf(observation)?.kind, refused);
    }
  });
}

Deno.test("every recorded success has its expected outcome", () => {
  assertEquals(
    expected.map(({ file }) => file).sort(),
    listRecorded("success"),
  );
});

const errorOutcomes: Record<string, [Refusal["kind"], string]> = {
  "errors/200-1.json": ["malformed", "expected object"],
  "errors/400-1.json": ["bad_request", "400: Nothing to geocode"],
  "errors/400-2.json": ["bad_request", "400: wrong latitude"],
  "errors/400-3.json": ["bad_request", "400: london is not a city ID"],
  "errors/401-1.json": ["unauthorized", "401: Invalid API key. Please see"],
  "errors/401-2.json": ["unauthorized", "401: Invalid API key. Please see"],
  "errors/404-1.json": ["not_found", "404: city not found"],
  "errors/404-2.json": ["not_found", "404: Error: Not found city"],
  "errors/404-3.json": ["not_found", "404: not found"],
  "errors/429-1.json": ["rate_limited", "429: Your account is temporary"],
  "errors/429-2.json": ["rate_limited", "429: Your account is temporary"],
  "errors/500-1.json": ["server", "500: Internal error: 500001"],
  "errors/500-2.json": ["server", "500: Error: Internal server error"],
  "errors/502-1.json": ["server", "502: Error: Not found city"],
  "errors/504-1.html": [
    "server",
    '504: "504 Gateway Time-out 504 Gateway Time-out openresty"',
  ],
  "errors/unknown-1.txt": ["malformed", 'not JSON: "failed to connect"'],
};

for (const [file, [kind, reason]] of Object.entries(errorOutcomes)) {
  Deno.test(`parseOpenWeather() of ${file} is refused: ${kind}`, () => {
    const observation = parseOpenWeather(recordedAnswer(file), {
      city: london,
      units: "standard",
    });
    assertEquals(refusalOf(observation)?.kind, kind);
    assertStringIncludes(refusalOf(observation)?.reason, reason);
  });

  if (file.endsWith(".json") && kind !== "malformed") {
    Deno.test(`parseOpenWeather() of ${file} with HTTP status 200 goes by its cod`, () => {
      const answer = { ...recordedAnswer(file), status: 200 };
      const observation = parseOpenWeather(answer, {
        city: london,
        units: "standard",
      });
      assertEquals(refusalOf(observation)?.kind, kind);
    });
  }
}

Deno.test("every recorded error has its expected outcome", () => {
  assertEquals(Object.keys(errorOutcomes).sort(), listRecorded("errors"));
});

function changed(change: (body: Record<string, unknown>) => void): HttpAnswer {
  const body = JSON.parse(readRecorded("success/london-8.json"));
  change(body);
  return { status: 200, body: JSON.stringify(body) };
}

for (
  const { fault, answer, kind, units = "standard" } of [
    {
      fault: "Kelvin taken for Celsius",
      answer: recordedAnswer("success/london-1.json"),
      units: "metric",
      kind: "implausible",
    },
    {
      fault: "Celsius taken for Kelvin",
      answer: recordedAnswer("success/london-2.json"),
      kind: "implausible",
    },
    {
      fault: "Fahrenheit taken for Celsius",
      answer: recordedAnswer("success/london-7.json"),
      units: "metric",
      kind: "implausible",
    },
    {
      fault: "a feels_like in another unit than the temperature",
      answer: changed((body) => Object.assign(body.main!, { feels_like: 14 })),
      kind: "implausible",
    },
    {
      fault: "a temperature as text",
      answer: changed((body) => Object.assign(body.main!, { temp: "288.3" })),
      kind: "malformed",
    },
    {
      fault: "a humidity above 100",
      answer: changed((body) => Object.assign(body.main!, { humidity: 101 })),
      kind: "malformed",
    },
    {
      fault: "a time in milliseconds",
      answer: changed((body) => body.dt = 1749377437000),
      kind: "malformed",
    },
    {
      fault: "no coordinates",
      answer: changed((body) => delete body.coord),
      kind: "malformed",
    },
    {
      fault: "an empty body",
      answer: { status: 200, body: "" },
      kind: "malformed",
    },
    {
      fault: "null",
      answer: { status: 200, body: "null" },
      kind: "malformed",
    },
    {
      fault: "a redirect",
      answer: { status: 302, body: "" },
      kind: "redirected",
    },
  ] satisfies {
    fault: string;
    answer: HttpAnswer;
    units?: WeatherUnits;
    kind: Refusal["kind"];
  }[]
) {
  Deno.test(`parseOpenWeather() refuses ${fault}: ${kind}`, () => {
    const observation = parseOpenWeather(answer, { city: london, units });
    assertEquals(refusalOf(observation)?.kind, kind);
  });
}

Deno.test("parseOpenWeather() refuses an observation from the future", () => {
  const askedAtMs = Date.UTC(2025, 5, 8, 9, 10, 36);
  const answer = recordedAnswer("success/london-8.json");
  const ask = (askedAtMs: number) =>
    parseOpenWeather(answer, { city: london, units: "standard", askedAtMs });
  assertEquals(ask(askedAtMs), {
    ok: false,
    refusal: {
      kind: "implausible",
      reason: "the observation's time 2025-06-08T10:10:37Z is to come",
    },
  });
  assertEquals(ask(askedAtMs + 1000).ok, true);
});

Deno.test("parseOpenWeather() takes a cod of 200 as text too", () => {
  const answer = changed((body) => body.cod = "200");
  const asked = { city: london, units: "standard" } as const;
  assertEquals(parseOpenWeather(answer, asked).ok, true);
});

Deno.test("parseOpenWeather() says where an answer of another place is from", () => {
  assertEquals(
    parseOpenWeather(recordedAnswer("success/new-york-6.json"), {
      city: tutorialCities[1]!,
      units: "standard",
    }),
    {
      ok: false,
      refusal: {
        kind: "wrong_place",
        reason: "the answer is for 43,-75.5, 283 km from New York " +
          "(40.7143,-74.006)",
      },
    },
  );
});

Deno.test("parseOpenWeather() takes a place across the date line for near", () => {
  const city = { name: "Taveuni", latitude: -16.8, longitude: 179.99 };
  const answer = changed((body) => body.coord = { lat: -16.8, lon: -179.99 });
  const asked = {
    city: { ...city, country: "FJ" },
    units: "standard",
  } as const;
  assertEquals(parseOpenWeather(answer, asked).ok, true);
});

Deno.test("parseOpenWeather() takes a country that is spelt out for none", () => {
  const city = { ...tutorialCities[3]!, country: null };
  const observation = parseOpenWeather(
    recordedAnswer("success/nairobi-1.json"),
    { city, units: "standard" },
  );
  assertEquals(observation.ok && observation.record.country, null);
});

Deno.test("parseOpenWeather() hands on how long to wait", () => {
  const answer = { ...recordedAnswer("errors/429-1.json"), retryAfterMs: 5000 };
  const observation = parseOpenWeather(answer, {
    city: london,
    units: "standard",
  });
  assertEquals(refusalOf(observation)?.retryAfterMs, 5000);
});

Deno.test("openWeatherUrl() asks by coordinates, in stated units", () => {
  const options = { city: london, units: "metric", key: "secret" } as const;
  const query = "lat=51.5085&lon=-0.1257&units=metric&appid=secret";
  for (const base of ["https://api.test", "https://api.test/"]) {
    assertEquals(
      openWeatherUrl(base, options).href,
      `https://api.test/data/2.5/weather?${query}`,
    );
  }
  assertEquals(
    openWeatherUrl("https://proxy.test/owm", options).href,
    `https://proxy.test/owm/data/2.5/weather?${query}`,
  );
});
