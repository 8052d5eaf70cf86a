import { assertEquals, assertRejects } from "@std/assert";
import { askHttp, type AskOptions } from "../../weather/http.ts";

const url = new URL("https://api.test/data?appid=secret");

function ask(fetch: AskOptions["fetch"], options: Partial<AskOptions> = {}) {
  return askHttp(url, {
    fetch,
    timeoutMs: 1000,
    signal: new AbortController().signal,
    secret: "secret",
    ...options,
  });
}

/** A request that ends only when its signal does. */
function hang(_url: URL, { signal }: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) =>
    signal!.addEventListener("abort", () => reject(signal!.reason))
  );
}

Deno.test("askHttp() gives status, body and how long to wait", async () => {
  const answer = await ask(() =>
    Promise.resolve(
      new Response("Zürich", { status: 429, headers: { "retry-after": "7" } }),
    )
  );
  assertEquals(answer, { status: 429, body: "Zürich", retryAfterMs: 7000 });
});

Deno.test("askHttp() does not follow redirects", async () => {
  let redirect: RequestRedirect | undefined;
  await ask((_url, init) => {
    redirect = init.redirect;
    return Promise.resolve(new Response(""));
  });
  assertEquals(redirect, "manual");
});

Deno.test("askHttp() does not read an endless body", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
    cancel: () => {
      cancelled = true;
    },
  });
  const answer = await ask(() => Promise.resolve(new Response(endless)));
  assertEquals(answer, {
    kind: "malformed",
    reason: "api.test sent more than 65536 bytes",
  });
  assertEquals(cancelled, true);
});

Deno.test("askHttp() gives a request up after its time", async () => {
  const answer = await ask(hang, { timeoutMs: 20 });
  assertEquals(answer, {
    kind: "timeout",
    reason: "api.test did not answer within 0.02 s",
  });
});

Deno.test("askHttp() keeps the key out of the reason why a request failed", async () => {
  for (
    const message of [
      `error sending request for url (${url}): connection refused`,
      `${url} is bad: connection refused`,
      "appid=secret: connection refused",
    ]
  ) {
    const answer = await ask(() => Promise.reject(new TypeError(message)));
    assertEquals("kind" in answer && answer.kind, "network");
    const reason = "kind" in answer ? answer.reason : "";
    assertEquals(reason.includes("connection refused"), true, reason);
    assertEquals(reason.includes("secret"), false, reason);
  }
});

Deno.test("askHttp() throws what it was stopped with", async () => {
  const stop = new AbortController();
  const asking = ask(hang, { signal: stop.signal });
  stop.abort(new DOMException("stopped", "AbortError"));
  await assertRejects(() => asking, DOMException, "stopped");
});
