// Peers that do not answer as a service should, on a free port of this machine until disposed of.

/** A peer, and what it has seen and sent. */
export interface BadPeer extends AsyncDisposable {
  readonly port: number;
  /** How many bytes it could send, as far as it has counted. */
  readonly sent: () => number;
  /** How often somebody connected or asked. */
  readonly asked: () => number;
}

/** Says something to whoever connects, HTTP or not, and leaves the connection open until the other side ends it. */
export function servePlain(
  answer: (send: (text: string) => Promise<void>) => Promise<void>,
): BadPeer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  let sent = 0;
  let asked = 0;
  const encoder = new TextEncoder();
  const serve = async (connection: Deno.Conn) => {
    connections.add(connection);
    asked++;
    try {
      await connection.read(new Uint8Array(65_536));
      await answer(async (text) => {
        sent += await connection.write(encoder.encode(text));
      });
      while (await connection.read(new Uint8Array(1024)) !== null);
    } catch {
      // The other side has had enough.
    }
    connections.delete(connection);
    closeQuietly(connection);
  };
  const accepting = (async () => {
    const serving = [];
    for await (const connection of listener) serving.push(serve(connection));
    await Promise.all(serving);
  })();
  return {
    port: listener.addr.port,
    sent: () => sent,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      connections.forEach(closeQuietly);
      await accepting;
    },
  };
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

/** Answers by HTTP; with `tls`, by HTTPS. */
export function serveHttp(
  answer: (request: Request) => Response | Promise<Response>,
  tls: { readonly cert?: string; readonly key?: string } = {},
): BadPeer {
  const controller = new AbortController();
  let sent = 0;
  let asked = 0;
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: controller.signal,
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
    ...(tls as { cert: string; key: string }),
  }, async (request) => {
    asked++;
    const response = await answer(request);
    const body = response.body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, stream) => {
          sent += chunk.byteLength;
          stream.enqueue(chunk);
        },
      }),
    );
    return new Response(body ?? null, response);
  });
  return {
    port: server.addr.port,
    sent: () => sent,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await server.finished;
    },
  };
}

/** Bytes without end. */
export function endlessBytes(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunk = new Uint8Array(65_536).fill(0x20);
  return new ReadableStream({
    pull: (stream) => stream.enqueue(chunk.slice()),
  });
}

const bomb = await new Response(
  new Blob(Array(256).fill(new Uint8Array(1024 * 1024))).stream()
    .pipeThrough(new CompressionStream("gzip")),
).bytes();

/** A body of 256 KiB that is 256 MiB when unpacked. */
export function gzipBomb(): Response {
  return new Response(bomb, { headers: { "content-encoding": "gzip" } });
}

/** Sends a character after each of these waits, in milliseconds, for as long as somebody listens. */
export function drip(
  start: string,
  waitMs: number,
): Parameters<typeof servePlain>[0] {
  return async (send) => {
    await send(start);
    while (true) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      await send(" ");
    }
  };
}

/** The page that a proxy, or a hotel's network, puts in place of every other. */
export const loginPage = `<!DOCTYPE html><html><head>
<style>body { color: red }</style><script>location = "/login"</script>
<title>Sign in</title></head><body><h1>Sign in to go on</h1></body></html>`;
