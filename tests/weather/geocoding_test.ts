import { assertEquals } from "@std/assert";
import {
  openMeteoPlaceUrl,
  openWeatherPlaceUrl,
  parseOpenMeteoPlace,
  parseOpenWeatherPlace,
} from "../../weather/geocoding.ts";
import { recordedAnswer } from "./_recorded.ts";

const paris = { name: "Paris", country: null };
const place = {
  ok: true,
  place: {
    city: {
      name: "Paris",
      latitude: 48.85889,
      longitude: 2.32004,
      country: "FR",
    },
    description: "Paris, Ile-de-France, FR",
  },
};

function answer(body: unknown, status = 200) {
  return { status, body: JSON.stringify(body) };
}

Deno.test("parseOpenWeatherPlace() gives the first place under the name asked for", () => {
  const found = answer([{
    name: "Paris",
    local_names: { fr: "Paris" },
    lat: 48.85889,
    lon: 2.32004,
    country: "FR",
    state: "Ile-de-France",
  }]);
  assertEquals(parseOpenWeatherPlace(found, paris), place);
});

Deno.test("parseOpenMeteoPlace() gives the first place in the country asked for", () => {
  const found = answer({
    results: [
      { name: "Paris", latitude: 33.66, longitude: -95.55, country_code: "US" },
      {
        name: "Paris",
        latitude: 48.85889,
        longitude: 2.32004,
        country_code: "FR",
        admin1: "Ile-de-France",
      },
    ],
  });
  assertEquals(
    parseOpenMeteoPlace(found, { name: "Paris", country: "FR" }),
    place,
  );
});

for (
  const { fault, answered, kind } of [
    {
      fault: "an unknown name",
      answered: parseOpenWeatherPlace(
        recordedAnswer("errors/200-1.json"),
        paris,
      ),
      kind: "not_found",
    },
    {
      fault: "an unknown name at Open-Meteo",
      answered: parseOpenMeteoPlace(answer({ generationtime_ms: 1 }), paris),
      kind: "not_found",
    },
    {
      fault: "a refused key",
      answered: parseOpenWeatherPlace(
        recordedAnswer("errors/401-1.json"),
        paris,
      ),
      kind: "unauthorized",
    },
    {
      fault: "another shape",
      answered: parseOpenWeatherPlace(answer({ cod: "404" }), paris),
      kind: "malformed",
    },
  ]
) {
  Deno.test(`geocoding refuses ${fault}: ${kind}`, () => {
    assertEquals(answered.ok ? null : answered.refusal.kind, kind);
  });
}

Deno.test("openWeatherPlaceUrl() and openMeteoPlaceUrl() ask for the name", () => {
  assertEquals(
    openWeatherPlaceUrl("https://api.test", {
      name: "São Paulo",
      country: "BR",
      key: "secret",
    }).href,
    "https://api.test/geo/1.0/direct?q=S%C3%A3o+Paulo%2CBR&limit=1&appid=secret",
  );
  assertEquals(
    openMeteoPlaceUrl("https://api.test", paris).href,
    "https://api.test/v1/search?name=Paris&count=100&format=json",
  );
});
