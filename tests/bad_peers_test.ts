// What answers in place of OpenWeather, Open-Meteo or Connect may be anything: each client must come to an end, in time
// and in bounded memory, say what was wrong, and give its secrets neither away nor to other hosts.
import { assert, assertEquals, assertMatch } from "@std/assert";
import * as z from "zod";
import { requestConnect } from "../connect/connect_http.ts";
import { UserError } from "../scripts/shared/exit.ts";
import { findPlace } from "../scripts/produce/geocoding.ts";
import { readSettings } from "../scripts/shared/settings.ts";
import { tutorialCities } from "../weather/cities.ts";
import { openMeteoSource, openWeatherSource } from "../weather/source.ts";
import {
  type BadPeer,
  drip,
  endlessBytes,
  gzipBomb,
  loginPage,
  serveHttp,
  servePlain,
} from "./_bad_peers.ts";
import { runProducer, testKey } from "./_produce.ts";
import { makeCertificates } from "./scripts/shared/_certificates.ts";

const key = "0123 key+4567/89=";
const password = "pass word+&";

const certificates = await makeCertificates([{
  name: "server",
  names: "IP:127.0.0.1",
}]);
const tls = {
  cert: certificates.pem["server.pem"] ?? "",
  key: certificates.pem["server.key"] ?? "",
};
await certificates[Symbol.asyncDispose]();

/** Asks, and says what became of it. */
type Client = (url: string, timeoutMs: number) => Promise<string>;

const clients: Record<string, Client> = {
  OpenWeather: async (url, timeoutMs) => {
    const source = openWeatherSource({ url, key }, {
      fetch,
      timeoutMs,
      units: "metric",
      now: Date.now,
    });
    return await refusalOf(source);
  },
  "Open-Meteo": async (url, timeoutMs) => {
    const source = openMeteoSource({ url }, {
      fetch,
      timeoutMs,
      units: "metric",
      now: Date.now,
    });
    return await refusalOf(source);
  },
  "OpenWeather's geocoding": async (url, timeoutMs) => {
    const settings = readSettings({
      OPENWEATHER_URL: url,
      OPENWEATHER_API_KEY: key,
    });
    return await messageOf(() =>
      findPlace({ name: "Nowhere", country: null }, {
        settings,
        timeout: timeoutMs,
        note: () => {},
        file: `${certificates.dir}/none`,
      })
    );
  },
  Connect: async (url, timeoutMs) => {
    const login = { username: "me", password };
    return await messageOf(() =>
      requestConnect(
        { url, login, timeoutMs, rebalanceMs: 0 },
        z.object({ version: z.string() }),
        { path: "/", action: "ask", method: "PUT", body: { a: "config" } },
      )
    );
  },
};

async function refusalOf(
  source: ReturnType<typeof openWeatherSource>,
): Promise<string> {
  const observed = await source.ask(
    tutorialCities[0]!,
    new AbortController().signal,
  );
  return observed.ok ? "no refusal" : observed.refusal.reason;
}

async function messageOf(ask: () => Promise<unknown>): Promise<string> {
  try {
    await ask();
    return "no refusal";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // A user's error or a known one: a TypeError would be a defect of ours.
    assert(
      error instanceof UserError || error.name === "ConnectApiError",
      error.stack,
    );
    return error.message;
  }
}

interface Case {
  readonly peer: string;
  readonly serve: () => BadPeer;
  readonly scheme?: "https";
  /** How long the clients wait. @default {30_000} */
  readonly timeoutMs?: number;
  /** What every client says. */
  readonly says: RegExp;
}

/** An HTTP answer that is nothing but its headers. */
const redirectTo = (location: string) => () =>
  serveHttp(() => new Response(null, { status: 307, headers: { location } }));

const cases: readonly Case[] = [
  {
    peer: "never answers",
    serve: () => servePlain(() => Promise.resolve()),
    timeoutMs: 300,
    says: /(did not answer within|no answer in) 0.3 s$/,
  },
  {
    peer: "sends its headers a byte at a time, for ever",
    serve: () => servePlain(drip("HTTP/1.1 200 OK\r\nx: ", 100)),
    timeoutMs: 300,
    says: /(did not answer within|no answer in) 0.3 s$/,
  },
  {
    peer: "sends its body a byte at a time, for ever",
    serve: () =>
      servePlain(drip("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{", 100)),
    timeoutMs: 300,
    says: /(did not answer within|no answer in) 0.3 s$/,
  },
  {
    peer: "sends bytes that are no HTTP",
    serve: () => servePlain((send) => send("\0\x01garbage\r\n\r\n")),
    says: /Cannot reach .*invalid HTTP/,
  },
  {
    peer: "sends headers without end",
    serve: () =>
      servePlain(async (send) => {
        await send("HTTP/1.1 200 OK\r\n");
        while (true) await send(`x: ${"y".repeat(65_536)}\r\n`);
      }),
    says: /Cannot reach .*/,
  },
  {
    peer: "promises more than it sends",
    serve: () =>
      serveHttp(() =>
        new Response(new ReadableStream({ start: (body) => body.error() }))
      ),
    says: /Cannot reach .*/,
  },
  {
    peer: "sends bytes without end",
    serve: () => serveHttp(() => new Response(endlessBytes())),
    says: /more than 65536 bytes|longer than 16777216 bytes/,
  },
  {
    peer: "sends a gzip bomb",
    serve: () => serveHttp(gzipBomb),
    says: /more than 65536 bytes|longer than 16777216 bytes/,
  },
  {
    peer: "says gzip and sends none",
    serve: () =>
      serveHttp(() =>
        new Response("{}", { headers: { "content-encoding": "gzip" } })
      ),
    says: /Cannot reach .*/,
  },
  {
    peer: "sends a proxy's login page",
    serve: () =>
      serveHttp(() =>
        new Response(loginPage, { headers: { "content-type": "text/html" } })
      ),
    says:
      /(not JSON: "Sign in Sign in to go on"|not a list of places: .*|it sends "Sign in Sign in to go on")$/,
  },
  {
    peer: "sends a login page as an error",
    serve: () => serveHttp(() => new Response(loginPage, { status: 511 })),
    says: /answered 511:? .*"Sign in Sign in to go on"/,
  },
  {
    peer: "sends JSON of another kind",
    serve: () => serveHttp(() => Response.json([{ a: [null] }])),
    says: /is not a|does not answer as Kafka Connect does: .*expected object/,
  },
  {
    peer: "sends JSON with depth in place of sense",
    serve: () => serveHttp(() => new Response("[".repeat(60_000))),
    says: /not JSON|not a list|it sends/,
  },
  {
    peer: "obeys a terminal's codes",
    serve: () =>
      serveHttp(() =>
        Response.json({
          cod: 418,
          error: true,
          reason: "\x1b]0;a\x07no\x1b[2J",
          message: "\x1b]0;a\x07no\x1b[2J",
        }, { status: 418 })
      ),
    // deno-lint-ignore no-control-regex
    says: /^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*418[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$/,
  },
  {
    peer: "redirects to a file",
    serve: redirectTo("file:///etc/passwd"),
    says: /redirect/,
  },
  {
    peer: "redirects to itself",
    serve: redirectTo("/again"),
    says: /redirect/,
  },
  {
    peer: "has a certificate that nobody here trusts",
    serve: () => serveHttp(() => Response.json({}), tls),
    scheme: "https",
    says:
      /Cannot reach .*invalid peer certificate: UnknownIssuer( \(if a proxy.*DENO_CERT.*)?$/,
  },
  {
    peer: "speaks no TLS where TLS is expected",
    serve: () => servePlain((send) => send("HTTP/1.1 400 Bad\r\n\r\n")),
    scheme: "https",
    says: /Cannot reach .*(InvalidContentType|corrupt)/,
  },
  {
    peer: "repeats what it was asked, in an error",
    serve: () =>
      serveHttp((request) => {
        const heard = repeat(request);
        return Response.json(
          { cod: 400, error: true, reason: heard, message: heard },
          { status: 400 },
        );
      }),
    says: /400/,
  },
  {
    peer: "repeats what it was asked, on a page",
    serve: () =>
      serveHttp((request) => new Response(`<a>${repeat(request)}</a>`)),
    says: /not JSON|not a list|it sends/,
  },
];

/** All that a request tells of its sender, in each form. */
function repeat({ url, headers }: Request): string {
  const [, login = ""] = headers.get("authorization")?.split(" ") ?? [];
  const { searchParams } = new URL(url);
  return `${searchParams.get("appid")} ${searchParams} ${login} ${atob(login)}`;
}

function assertNoSecret(message: string): void {
  const inQuery = new URLSearchParams({ key, password }).toString();
  for (
    const secret of [
      key,
      password,
      ...inQuery.split("&").map((part) => part.split("=")[1] ?? ""),
      encodeURIComponent(key),
      btoa(`me:${password}`),
    ]
  ) assert(!message.includes(secret), message);
}

for (
  const { peer, serve, scheme = "http", timeoutMs = 30_000, says } of cases
) {
  for (const [client, ask] of Object.entries(clients)) {
    Deno.test(`${client}'s client comes to an end where the peer ${peer}`, async () => {
      await using server = serve();
      const message = await ask(
        `${scheme}://127.0.0.1:${server.port}`,
        timeoutMs,
      );
      assertMatch(message, says);
      assertNoSecret(message);
      assert(message.length < 1000, message);
      assert(server.sent() < 64 * 1024 * 1024, `${server.sent()} bytes`);
    });
  }
}

for (const [client, ask] of Object.entries(clients)) {
  Deno.test(`${client}'s client asks no host that it is redirected to`, async () => {
    await using other = serveHttp(() => Response.json({}));
    await using server = redirectTo(
      `http://localhost:${other.port}/?token=of-somebody`,
    )();
    const message = await ask(`http://127.0.0.1:${server.port}`, 30_000);
    assertMatch(message, /redirect/);
    assert(!message.includes("of-somebody"), message);
    assertEquals([server.asked(), other.asked()], [1, 0]);
  });
}

for (
  const [peer, response] of [
    [
      "refuses and repeats it",
      (request: Request) =>
        Response.json({ cod: 401, message: repeat(request) }, { status: 401 }),
    ],
    [
      "sends it back on a page",
      (request: Request) =>
        new Response(`<p>${repeat(request)} ${request.url}</p>`),
    ],
    ["redirects with it", (request: Request) =>
      new Response(null, {
        status: 302,
        headers: { location: `http://localhost:1/?${repeat(request)}` },
      })],
  ] as const
) {
  Deno.test(`deno task produce shows the key nowhere where the peer ${peer}`, async () => {
    await using server = serveHttp(response);
    for (const output of [[], ["--json"]]) {
      const { stdout, stderr } = await runProducer({
        args: ["--once", "--dry-run", "--timeout", "30s", ...output],
        env: {
          WEATHER_SOURCE: "openweather",
          OPENWEATHER_URL: `http://127.0.0.1:${server.port}`,
          OPENWEATHER_API_KEY: testKey,
        },
      });
      assert(server.asked() > 0, stderr);
      assert(!`${stdout}${stderr}`.includes(testKey), stdout + stderr);
      assertMatch(`${stdout}${stderr}`, /OpenWeather|London/);
    }
  });
}

async function askInProcess(client: string, url: string) {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--allow-net=127.0.0.1",
      "--allow-read=/proc",
      "--allow-env",
      new URL("_ask_bad_peer.ts", import.meta.url).href,
      client,
      url,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stdout);
  try {
    return z.object({ message: z.string(), peakBytes: z.number() })
      .parse(JSON.parse(said));
  } catch {
    throw new Error(`${said}${new TextDecoder().decode(stderr)}`);
  }
}

for (const client of ["weather", "connect"]) {
  Deno.test(`the ${client} client keeps its memory, whatever a peer sends`, async () => {
    await using good = serveHttp(() => Response.json({}));
    const usual = await askInProcess(client, `http://127.0.0.1:${good.port}`);
    assertEquals(usual.message, "answered");
    for (const answer of [() => new Response(endlessBytes()), gzipBomb]) {
      await using server = serveHttp(answer);
      const { message, peakBytes } = await askInProcess(
        client,
        `http://127.0.0.1:${server.port}`,
      );
      assertMatch(message, /more than 65536 bytes|longer than 16777216 bytes/);
      const more = (peakBytes - usual.peakBytes) / 1024 / 1024;
      assert(more < 200, `it took ${Math.round(more)} MiB more`);
    }
  });
}
