import { assertEquals, assertThrows } from "@std/assert";
import {
  city,
  type CityRequest,
  parseCityList,
  tutorialCities,
} from "../../weather/cities.ts";

const [london] = tutorialCities;

Deno.test("tutorialCities are eight valid places", () => {
  assertEquals(tutorialCities.map((place) => city.parse(place)).length, 8);
});

for (
  const { list, requests } of [
    { list: "London", requests: [{ city: london }] },
    { list: "london,GB", requests: [{ city: london }] },
    { list: "London,CA", requests: [{ name: "London", country: "CA" }] },
    {
      list: "Paris,FR, Oslo,London",
      requests: [
        { name: "Paris", country: "FR" },
        { name: "Oslo", country: null },
        { city: london },
      ],
    },
    {
      list: "Camp@-77.85,166.67,AQ,Buoy@0,-10.5,Oslo",
      requests: [
        {
          city: {
            name: "Camp",
            latitude: -77.85,
            longitude: 166.67,
            country: "AQ",
          },
        },
        {
          city: { name: "Buoy", latitude: 0, longitude: -10.5, country: null },
        },
        { name: "Oslo", country: null },
      ],
    },
  ] as { list: string; requests: CityRequest[] }[]
) {
  Deno.test(`parseCityList() reads ${list}`, () => {
    assertEquals(parseCityList(list), requests);
  });
}

for (
  const { list, message } of [
    { list: "", message: 'Cannot read the city ""' },
    { list: "London,", message: 'Cannot read the city ""' },
    { list: "@1,2", message: 'Cannot read the city "@1"' },
    { list: "A@1@2", message: 'Cannot read the city "A@1@2"' },
    { list: "A@1", message: "Cannot read the place A@1,: longitude" },
    { list: "A@x,2", message: "Cannot read the place A@x,2: latitude" },
    { list: "A@91,2", message: "Cannot read the place A@91,2: latitude" },
    { list: "A@,2", message: "Cannot read the place A@,2: latitude" },
    { list: "London,Oslo,london", message: "the city London twice" },
    { list: "Paris,FR,Paris,US", message: "the city Paris twice" },
  ]
) {
  Deno.test(`parseCityList() refuses ${JSON.stringify(list)}`, () => {
    assertThrows(() => parseCityList(list), SyntaxError, message);
  });
}
