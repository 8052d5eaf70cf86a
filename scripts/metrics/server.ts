import type { Registry } from "prom-client";
import { UserError } from "../shared/exit.ts";
import type { MetricsSettings } from "./settings.ts";

/** A server of metrics. */
export interface MetricsServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves a registry's metrics to Prometheus, under `/metrics`. It does not keep the process alive by itself.
 *
 * @throws {UserError} if it cannot listen there.
 */
export function serveMetrics(
  registry: Pick<Registry, "metrics" | "contentType">,
  { host, port }: MetricsSettings,
): MetricsServer {
  const server = listen(host, port, (request) => answer(registry, request));
  server.unref();
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${server.addr.port}/metrics`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function answer(
  registry: Pick<Registry, "metrics" | "contentType">,
  request: Request,
): Promise<Response> {
  if (new URL(request.url).pathname !== "/metrics") {
    return new Response("metrics are at /metrics\n", { status: 404 });
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  }
  return new Response(await registry.metrics(), {
    headers: { "content-type": registry.contentType },
  });
}

function listen(
  hostname: string,
  port: number,
  handler: (request: Request) => Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname, port, onListen: () => {} }, handler);
  } catch (error) {
    throw new UserError(
      `Cannot serve metrics on ${hostname}, port ${port}: ${
        error instanceof Error ? error.message : String(error)
      }`,
      "choose another --metrics-port, 0 for any that is free",
      2,
      { cause: error },
    );
  }
}
