import { assert, assertEquals } from "@std/assert";
import { readAssets } from "../../../scripts/dashboard/assets.ts";
import { EventStream } from "../../../scripts/dashboard/event_stream.ts";
import { BusyError } from "../../../scripts/dashboard/gate.ts";
import {
  answer,
  type DashboardParts,
} from "../../../scripts/dashboard/server.ts";
import type { Snapshot } from "../../../scripts/dashboard/snapshot.ts";
import { UserError } from "../../../scripts/shared/exit.ts";

const token = "a-token-of-sixteen";
const assets = await readAssets();
const empty = { x: [], y: [] };

function ask(
  path: string,
  { headers = {}, parts = {}, method = "GET", body = null }: {
    headers?: Record<string, string>;
    parts?: Partial<DashboardParts>;
    method?: string;
    body?: string | null;
  } = {},
): Promise<Response> {
  const all: DashboardParts = {
    rules: { hosts: [], token: null, port: 8600 },
    assets,
    monitor: {
      snapshot: () => ({ at: 1 }) as Snapshot,
      findLetters: () => [],
    },
    cassandra: {
      readSeries: ({ city }) =>
        Promise.resolve({
          city,
          kind: "rows",
          rows: 0,
          lines: { temperature: empty, feels_like: empty, humidity: empty },
        }),
    },
    events: new EventStream(1),
    ...parts,
  };
  const request = new Request(`http://localhost:8600${path}`, {
    method,
    body,
    headers: {
      host: "localhost:8600",
      ...(body === null ? {} : { "content-length": String(body.length) }),
      ...headers,
    },
  });
  return answer(request, all);
}

const guarded = { rules: { hosts: [], token, port: 8600 } };

for (const path of ["/", "/main.ts", "/api/snapshot", "/nothing"]) {
  Deno.test(`answer() keeps to a strict policy at ${path}`, async () => {
    const { headers } = await ask(path);
    const policy = headers.get("content-security-policy") ?? "";
    assert(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assert(!/unsafe|\*|http/.test(policy), policy);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
  });
}

Deno.test("answer() sends the page's modules as scripts without types", async () => {
  const response = await ask("/charts.ts");
  assertEquals(
    response.headers.get("content-type"),
    "text/javascript; charset=utf-8",
  );
  const script = await response.text();
  assert(script.includes('from "/uplot.js"'));
  assert(!script.includes("interface "), "an interface is left");
});

Deno.test("readAssets() reads every module of the page", async () => {
  const folder = new URL("../../../scripts/dashboard/page", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".ts")) assert(assets.byPath.has(`/${name}`), name);
  }
});

Deno.test("answer() has no scripts and no styles within its pages", () => {
  for (const page of [assets.byPath.get("/")!.body, assets.loginPage]) {
    assertEquals(
      page.match(/ style=|<style| on\w+=|<script(?![^>]* src=)/g),
      null,
    );
  }
});

Deno.test("answer() sends a file once, while it stays the same", async () => {
  const { headers } = await ask("/style.css");
  const again = await ask("/style.css", {
    headers: { "if-none-match": headers.get("etag") ?? "" },
  });
  assertEquals(again.status, 304);
});

for (
  const { what, path, options, status } of [
    {
      what: "another name",
      path: "/",
      options: { headers: { host: "evil.example.com" } },
      status: 421,
    },
    {
      what: "another site's page",
      path: "/api/events",
      options: { headers: { "sec-fetch-site": "cross-site" } },
      status: 403,
    },
    {
      what: "an event stream that nobody would read",
      path: "/api/events",
      options: { method: "HEAD" },
      status: 405,
    },
    {
      what: "a file beside the page's",
      path: "/../settings.ts",
      options: {},
      status: 404,
    },
    {
      what: "an encoded path out of the page",
      path: "/%2e%2e/%2e%2e/deno.json",
      options: {},
      status: 404,
    },
    {
      what: "another method",
      path: "/api/snapshot",
      options: { method: "DELETE" },
      status: 405,
    },
    {
      what: "a city without a name",
      path: "/api/series?city=&to=5",
      options: {},
      status: 400,
    },
    {
      what: "an empty range",
      path: "/api/series?city=Cairo&from=5&to=5",
      options: {},
      status: 400,
    },
    {
      what: "more points than can be seen",
      path: "/api/series?city=Cairo&to=5&points=100000",
      options: {},
      status: 400,
    },
    {
      what: "the data without a token",
      path: "/api/snapshot",
      options: { parts: guarded },
      status: 401,
    },
    {
      what: "the page's modules without a token",
      path: "/main.ts",
      options: { parts: guarded },
      status: 401,
    },
  ]
) {
  Deno.test(`answer() refuses ${what}`, async () => {
    assertEquals((await ask(path, options)).status, status);
  });
}

Deno.test("answer() lets in who logs in, and who brings the token", async () => {
  const login = await ask("/login", {
    parts: guarded,
    method: "POST",
    body: new URLSearchParams({ token }).toString(),
  });
  assertEquals(login.status, 303);
  const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0]!;
  for (
    const headers of [{ cookie }, { authorization: `Bearer ${token}` }]
  ) {
    assertEquals(
      (await ask("/api/snapshot", { parts: guarded, headers })).status,
      200,
    );
  }
});

Deno.test("answer() asks for the token, again where it was wrong", async () => {
  const first = await ask("/", { parts: guarded });
  assertEquals(first.headers.get("location"), "/login");
  const wrong = await ask("/login", {
    parts: guarded,
    method: "POST",
    body: "token=wrong",
  });
  assertEquals(wrong.headers.get("location"), "/login?wrong");
  assertEquals(wrong.headers.get("set-cookie"), null);
  const hint = '<p class="bad-text" role="alert">';
  const asked = await ask("/login", { parts: guarded });
  assert(!(await asked.text()).includes(hint));
  const again = await ask("/login?wrong", { parts: guarded });
  assert((await again.text()).includes(hint));
});

Deno.test("answer() reads no form that is far too long for a token", async () => {
  const body = `token=${token}&x=${"x".repeat(10_000)}`;
  const login = await ask("/login", { parts: guarded, method: "POST", body });
  assertEquals(login.headers.get("location"), "/login?wrong");
  assertEquals(login.headers.get("set-cookie"), null);
});

Deno.test("answer() sends one event stream, and no more than there may be", async () => {
  const events = new EventStream(1);
  const first = await ask("/api/events", { parts: { events } });
  assertEquals(first.headers.get("content-type"), "text/event-stream");
  assertEquals((await ask("/api/events", { parts: { events } })).status, 503);
  await first.body?.cancel();
});

for (
  const { what, error, status, text } of [
    {
      what: "Cassandra is down",
      error: new UserError("Cannot reach Cassandra"),
      status: 502,
      text: "Cannot reach Cassandra\n",
    },
    {
      what: "too many ask",
      error: new BusyError("busy"),
      status: 503,
      text: "busy\n",
    },
  ]
) {
  Deno.test(`answer() says that ${what}`, async () => {
    const cassandra = { readSeries: () => Promise.reject(error) };
    const response = await ask("/api/series?city=Cairo&to=5", {
      parts: { cassandra },
    });
    assertEquals([response.status, await response.text()], [status, text]);
  });
}
