// What a worker does only in bad moments (rebalance, silence, another program on its port) comes from a server of the
// test's own; all else is tested against the real worker in tests/stack.
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as z from "zod";
import {
  ConnectApiError,
  ConnectUnreachableError,
  requestConnect,
} from "../../connect/connect_http.ts";
import { describeRetry, retryConnect } from "../../connect/connect_retry.ts";
import { UserError } from "../../scripts/shared/exit.ts";
import { findFreePorts } from "../../scripts/stack/ports.ts";

function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    handler,
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const ask = { path: "/x", action: "ask" };

Deno.test("requestConnect() tells status and Connect's own message when refused", async () => {
  await using server = serve(() =>
    Response.json({ error_code: 409, message: "rebalancing" }, { status: 409 })
  );
  const error = await assertRejects(
    () => requestConnect({ url: server.url, rebalanceMs: 0 }, z.unknown(), ask),
    ConnectApiError,
    'Cannot ask: Connect answered 409 "rebalancing"',
  );
  assertEquals([error.status, error.canRetry], [409, true]);
});

Deno.test("requestConnect() tells a read that came amid a rebalance from a failure", async () => {
  for (
    const { message, canRetry } of [
      {
        message: "Request cannot be completed because a rebalance is expected",
        canRetry: true,
      },
      {
        message:
          "Error trying to forward REST request: java.net.ConnectException: Connection refused",
        canRetry: true,
      },
      { message: "Internal Server Error", canRetry: false },
    ]
  ) {
    await using server = serve(() =>
      Response.json({ message }, { status: 500 })
    );
    const error = await assertRejects(
      () =>
        requestConnect({ url: server.url, rebalanceMs: 0 }, z.unknown(), ask),
      ConnectApiError,
    );
    assertEquals(error.canRetry, canRetry);
  }
});

Deno.test("requestConnect() reads again while the workers rebalance, and leaves a change to its sender", async () => {
  const methods: string[] = [];
  await using server = serve(({ method }) => {
    methods.push(method);
    return methods.length === 1 || method === "PUT"
      ? Response.json({ message: "rebalancing" }, { status: 409 })
      : Response.json("ok");
  });
  const api = { url: server.url };
  assertEquals(await requestConnect(api, z.string(), ask), "ok");
  await assertRejects(
    () => requestConnect(api, z.string(), { ...ask, method: "PUT" }),
    ConnectApiError,
  );
  assertEquals(methods, ["GET", "GET", "PUT"]);
});

Deno.test("requestConnect() does not wait for ever", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using server = serve(() => promise);
  await assertRejects(
    () => requestConnect({ url: server.url, timeoutMs: 50 }, z.unknown(), ask),
    ConnectUnreachableError,
    `Cannot reach Kafka Connect at ${server.url}: no answer in 0.05 s`,
  );
  resolve(new Response());
});

Deno.test("requestConnect() says so when what answers is not Connect", async () => {
  await using server = serve(() => new Response("<html>hello</html>"));
  await assertRejects(
    () =>
      requestConnect(
        { url: server.url },
        z.object({ version: z.string() }),
        ask,
      ),
    UserError,
    `Cannot ask: ${server.url} does not answer as Kafka Connect does`,
  );
});

Deno.test("requestConnect() refuses an answer without end", async () => {
  const chunk = new Uint8Array(1024 * 1024);
  await using server = serve(() =>
    new Response(
      new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }),
    )
  );
  await assertRejects(
    () => requestConnect({ url: server.url }, z.unknown(), ask),
    ConnectUnreachableError,
    "the answer is longer than",
  );
});

Deno.test("requestConnect() sends the URL's user and password, and shows neither", async () => {
  let authorization: string | null = null;
  await using server = serve((request) => {
    authorization = request.headers.get("authorization");
    return new Response(null, { status: 401 });
  });
  const url = server.url.replace("//", "//me:s%20cret@");
  const error = await assertRejects(
    () => requestConnect({ url }, z.unknown(), ask),
    UserError,
    "refuses the login",
  );
  assertEquals(authorization, `Basic ${btoa("me:s cret")}`);
  assert(!error.message.includes("cret"));
});

Deno.test("retryConnect() tries again while workers rebalance, and tells once", async () => {
  let answers = 0;
  await using server = serve(() =>
    answers++ < 2
      ? Response.json({ message: "rebalancing" }, { status: 409 })
      : Response.json("done")
  );
  const told: string[] = [];
  const answer = await retryConnect(
    () => requestConnect({ url: server.url, rebalanceMs: 0 }, z.string(), ask),
    {
      deadline: Date.now() + 10_000,
      intervalMs: 1,
      onRetry: (error) => told.push(error.message),
    },
  );
  assertEquals([answer, told], ["done", [
    'Cannot ask: Connect answered 409 "rebalancing"',
  ]]);
});

Deno.test("retryConnect() gives up a refused connection before the deadline, having said for how long it tries", async () => {
  const told: string[] = [];
  let tries = 0;
  await assertRejects(
    () =>
      retryConnect(() => {
        tries++;
        return Promise.reject(
          new ConnectUnreachableError("http://c", "refused", null, true),
        );
      }, {
        deadline: Date.now() + 30_000,
        refusedMs: 1000,
        intervalMs: 300,
        onRetry: (...retry) => told.push(describeRetry(...retry)),
      }),
    ConnectUnreachableError,
  );
  assert(tries > 1);
  assertEquals(told, [
    "Cannot reach Kafka Connect at http://c: refused: trying again for up to 1 s",
  ]);
});

Deno.test("retryConnect() gives up at once what another try would not mend, and all at the deadline", async () => {
  let tries = 0;
  const attempt = (status: number) => () => {
    tries++;
    return Promise.reject(new ConnectApiError("ask", status, "no"));
  };
  await assertRejects(
    () => retryConnect(attempt(400), { deadline: Date.now() + 10_000 }),
    ConnectApiError,
  );
  await assertRejects(
    () => retryConnect(attempt(409), { deadline: Date.now() }),
    ConnectApiError,
  );
  assertEquals(tries, 2);
});

Deno.test("requestConnect() asks the next worker where one is away, and that one first from then on", async () => {
  let asked = 0;
  await using server = serve(() => {
    asked++;
    return Response.json("here");
  });
  const [closed = 0] = await findFreePorts(1);
  const url = `http://127.0.0.1:${closed}, ${server.url}`;
  for (const method of ["PUT", "GET"] as const) {
    assertEquals(
      await requestConnect({ url }, z.string(), { ...ask, method }),
      "here",
    );
  }
  assertEquals(asked, 2);
});

Deno.test("requestConnect() does not repeat with another worker a change that may have been made", async () => {
  let others = 0;
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using silent = serve(() => promise);
  await using other = serve(() => {
    others++;
    return Response.json("here");
  });
  const api = { url: `${silent.url},${other.url}`, timeoutMs: 200 };
  await assertRejects(
    () => requestConnect(api, z.string(), { ...ask, method: "PUT" }),
    ConnectUnreachableError,
    `Cannot reach Kafka Connect at ${silent.url}: no answer in 0.2 s`,
  );
  assertEquals(others, 0);
  assertEquals(await requestConnect(api, z.string(), ask), "here");
  resolve(new Response());
});

Deno.test("requestConnect() names all workers where none can be reached", async () => {
  const [closed = 0] = await findFreePorts(1, ["127.0.0.1", "127.0.0.2"]);
  const error = await assertRejects(
    () =>
      requestConnect(
        { url: `http://127.0.0.1:${closed},http://127.0.0.2:${closed}` },
        z.unknown(),
        ask,
      ),
    ConnectUnreachableError,
  );
  assertEquals(
    error.message,
    `Cannot reach Kafka Connect at http://127.0.0.1:${closed}, http://127.0.0.2:${closed}: the connection was refused`,
  );
  assertEquals(error.isRefused, true);
});
