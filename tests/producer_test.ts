// What of `deno task produce` needs no Kafka: its arguments, and a dry run.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { projectDir } from "../scripts/stack/description.ts";
import {
  goodResponse,
  recordedResponse,
  runProducer,
  serveWeather,
  startProducer,
  testKey,
} from "./_produce.ts";
import { readRecorded } from "./weather/_recorded.ts";

const dry = ["--dry-run", "--once"];
const noKey = {
  WEATHER_SOURCE: "",
  WEATHER_UNITS: "",
  OPENWEATHER_API_KEY: "",
  API_KEY: "",
};

Deno.test("produce shows help with an example", async () => {
  const { code, stdout, stderr } = await runProducer({ args: ["--help"] });
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "--once --source replay");
});

for (
  const { fault, args, message } of [
    {
      fault: "no key",
      args: ["--once"],
      message:
        "error: Cannot ask OpenWeather without a key: OPENWEATHER_API_KEY is not set\n" +
        "  fix: get a free key at https://home.openweathermap.org/api_keys (a new one works after 10 minutes to 2 hours) " +
        "and set OPENWEATHER_API_KEY in .env,\n" +
        "       or do without one: --source open-meteo (real weather) or --source replay (recorded answers)\n",
    },
    {
      fault: "an interval of nothing",
      args: ["--interval", "0"],
      message:
        `error: option '--interval <duration>' argument '0' is invalid. Cannot read the duration "0": ` +
        "expected one such as 10s, 10m, 1h or 600 (seconds), at most a day\nRun with --help for the options.\n",
    },
    {
      fault: "a source that is none",
      args: ["--source", "weather.com"],
      message:
        "error: option '--source <name>' argument 'weather.com' is invalid. " +
        "Allowed choices are openweather, open-meteo, replay.\nRun with --help for the options.\n",
    },
    {
      fault: "a list of cities that is none",
      args: ["--source", "replay", "--cities", "London,,Oslo"],
      message:
        'error: Cannot read the city "": a name is expected, such as London or Camp@-77.85,166.67,AQ\n' +
        '  fix: write --cities "London,Paris,FR,Camp@-77.85,166.67,AQ"\n',
    },
    {
      fault: "a city of which there is no recorded answer",
      args: ["--source", "replay", "--cities", "Atlantis"],
      message:
        "error: Cannot find the city Atlantis: recorded answers exist only of the tutorial's eight cities\n" +
        "  fix: check the name, add a country as in Paris,FR, or give its place as in Camp@-77.85,166.67\n",
    },
  ]
) {
  Deno.test(`produce refuses ${fault}`, async () => {
    const run = await runProducer({ args, env: noKey });
    assertEquals(run, { code: 2, stdout: "", stderr: message });
  });
}

Deno.test("produce refuses more than 60 calls a minute, naming the interval that fits", async () => {
  const { code, stderr } = await runProducer({
    args: ["--interval", "5s"],
    env: { ...noKey, OPENWEATHER_API_KEY: testKey },
  });
  assertEquals([code, stderr], [
    2,
    "error: Cannot poll 8 cities every 5 s: that is 96 calls a minute, and OpenWeather allows 60\n" +
    "  fix: --interval 22s fits\n",
  ]);
});

Deno.test("produce warns that the tutorial's interval uses up the month's calls", async () => {
  await using weather = serveWeather((city) => goodResponse(city));
  const run = startProducer({ args: ["--dry-run"], env: weather.env });
  await run.until(() => run.stdout().includes("Doha"), "a round is done");
  run.process.kill("SIGTERM");
  assertEquals(await run.ended, 0);
  assertEquals(
    run.stderr(),
    "warning: 8 cities every 10 s is 2,142,720 calls in 31 days, and " +
      "OpenWeather allows 1,000,000; --interval 22s fits\n",
  );
});

Deno.test("produce asks OpenWeather with the key under the tutorial's name too", async () => {
  const keys = new Set<string | null>();
  await using weather = serveWeather((city, _call, { url }) => {
    keys.add(new URL(url).searchParams.get("appid"));
    return goodResponse(city);
  });
  const { code, stderr } = await runProducer({
    args: dry,
    env: { ...weather.env, OPENWEATHER_API_KEY: "", API_KEY: testKey },
  });
  assertEquals([code, stderr], [0, ""]);
  assertEquals([...keys], [testKey]);
});

Deno.test("produce tells of each city that fails why, and asks the others all the same", async () => {
  await using weather = serveWeather((city, call) => {
    switch (city) {
      case "London":
        return recordedResponse("errors/404-1.json", { status: 404 });
      case "New York":
        return recordedResponse("errors/504-1.html", { status: 504 });
      case "Johannesburg":
        return recordedResponse("success/tokyo-9.json");
      case "Nairobi":
        return call === 1
          ? recordedResponse("errors/429-1.json", {
            status: 429,
            headers: { "retry-after": "1" },
          })
          : goodResponse(city);
      case "Cairo":
        return call === 1
          ? new Promise<Response>(() => {})
          : recordedResponse("errors/500-1.json", { status: 500 });
      case "Tokyo":
        return recordedResponse("errors/unknown-1.txt");
      case "Sydney":
        return Response.redirect("http://127.0.0.1:1/elsewhere");
      default:
        return goodResponse(city);
    }
  });
  const { code, stdout, stderr } = await runProducer({
    args: [...dry, "--timeout", "2s"],
    env: weather.env,
  });
  assertEquals(code, 1);
  assertEquals(
    stdout.trim().split("\n").map((line) => line.split(/\s+/)[1]).sort(),
    ["Doha", "Nairobi"],
  );
  // Without the time of day and the delays, which differ.
  const faults = stderr.trim().split("\n").map((line) =>
    line.slice(10).replace(/after [\d.]+ s$/, "after …")
  );
  const html = '"504 Gateway Time-out 504 Gateway Time-out openresty"';
  assertEquals(faults.sort(), [
    "Cairo        127.0.0.1:" + weather.port +
    " did not answer within 2 s; trying again after …",
    "Cairo        OpenWeather answered 500: Internal error: 500001",
    "Cairo        OpenWeather answered 500: Internal error: 500001; trying again after …",
    "Johannesburg the answer is for 35.6895,139.6917, 13540 km from Johannesburg (-26.2023,28.0436)",
    "London       OpenWeather answered 404: city not found",
    "Nairobi      OpenWeather answered 429: Your account is temporary blocked due to exceeding of requests limitation of your subscription type. Please choose the proper subscription https://openweathermap.org/price; trying again after …",
    `New York     OpenWeather answered 504: ${html}`,
    `New York     OpenWeather answered 504: ${html}; trying again after …`,
    `New York     OpenWeather answered 504: ${html}; trying again after …`,
    "Sydney       OpenWeather answered 302: a redirect, which is not followed",
    'Tokyo        OpenWeather\'s answer is not JSON: "failed to connect"',
    'Tokyo        OpenWeather\'s answer is not JSON: "failed to connect"; trying again after …',
    'Tokyo        OpenWeather\'s answer is not JSON: "failed to connect"; trying again after …',
  ]);
});

Deno.test("produce stops at once when the key is refused, and says what to do", async () => {
  await using weather = serveWeather(() =>
    recordedResponse("errors/401-1.json", { status: 401 })
  );
  const { code, stdout, stderr } = await runProducer({
    args: ["--dry-run", "--interval", "1h"],
    env: weather.env,
  });
  assertEquals([code, stdout], [2, ""]);
  assertMatch(
    stderr,
    /^error: OpenWeather answered 401: Invalid API key\. .*\n {2}fix: get a free key at /,
  );
  assertEquals(stderr.includes(testKey), false);
});

Deno.test("produce keeps the key out of the reason why OpenWeather cannot be reached", async () => {
  const { code, stdout, stderr } = await runProducer({
    args: [...dry, "--json", "--cities", "London"],
    env: {
      OPENWEATHER_URL: "http://127.0.0.1:1",
      OPENWEATHER_API_KEY: testKey,
      WEATHER_SOURCE: "openweather",
    },
  });
  assertEquals(code, 1);
  assertStringIncludes(stdout, "Cannot reach 127.0.0.1:1: ");
  assertEquals((stdout + stderr).includes(testKey), false);
});

Deno.test("produce asks for the place of a name once, and keeps it", async () => {
  const asked: string[] = [];
  await using weather = serveWeather((_path, _call, request) => {
    const { pathname, searchParams } = new URL(request.url);
    asked.push(pathname);
    return pathname === "/geo/1.0/direct"
      ? Response.json([{
        name: "London",
        lat: 42.9836,
        lon: -81.2497,
        country: "CA",
        state: "Ontario",
      }])
      : Response.json({
        ...JSON.parse(
          Deno.readTextFileSync(`${projectDir}/weather/replay/london.json`),
        ),
        coord: {
          lat: Number(searchParams.get("lat")),
          lon: Number(searchParams.get("lon")),
        },
      });
  });
  const cwd = await Deno.makeTempDir();
  const options = {
    args: [...dry, "--json", "--cities", "London,CA"],
    env: weather.env,
    cwd,
  };
  const first = await runProducer(options);
  assertEquals(first.code, 0, first.stderr);
  assertEquals(
    first.stderr,
    "London,CA is London, Ontario, CA (42.9836,-81.2497); kept in .cache/cities.json\n",
  );
  const second = await runProducer(options);
  assertEquals(second, { ...first, stderr: "" });
  assertEquals(asked, [
    "/geo/1.0/direct",
    "/data/2.5/weather",
    "/data/2.5/weather",
  ]);
  const { record } = JSON.parse(second.stdout);
  assertEquals([record.city, record.country], ["London", "CA"]);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("produce asks Open-Meteo, for the place of a name too, without a key", async () => {
  const asked: string[] = [];
  await using weather = serveWeather((_path, _call, { url }) => {
    const { pathname, searchParams } = new URL(url);
    asked.push(pathname);
    if (pathname === "/v1/search") {
      return Response.json({
        results: [{
          name: "Muscat",
          latitude: 23.58413,
          longitude: 58.40778,
          country_code: "OM",
          admin1: "Muscat",
        }],
      });
    }
    const body = JSON.parse(readRecorded("open-meteo/arabian-sea-1.json"));
    body.latitude = Number(searchParams.get("latitude"));
    body.longitude = Number(searchParams.get("longitude"));
    body.current_units.time = "unixtime";
    body.current.time = 1716251400;
    return Response.json(body);
  });
  const cwd = await Deno.makeTempDir();
  const url = `http://127.0.0.1:${weather.port}`;
  const { code, stdout, stderr } = await runProducer({
    args: [...dry, "--json", "--source", "open-meteo", "--cities", "Muscat"],
    env: { ...noKey, OPEN_METEO_URL: url, OPEN_METEO_GEOCODING_URL: url },
    cwd,
  });
  assertEquals([code, stderr], [
    0,
    "Muscat is Muscat, Muscat, OM (23.58413,58.40778); kept in .cache/cities.json\n",
  ]);
  assertEquals(JSON.parse(stdout).record, {
    city: "Muscat",
    country: "OM",
    last_update_time: "2024-05-21T00:30:00Z",
    temperature: 303.25,
    feels_like: 307.85,
    humidity: 83,
  });
  assertEquals(asked, ["/v1/search", "/v1/forecast"]);
  await Deno.remove(cwd, { recursive: true });
});
