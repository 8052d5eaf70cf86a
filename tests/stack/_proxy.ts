import { until } from "./_sink.ts";

/** A TCP proxy that can fail as networks do. */
export class FaultyProxy implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #pairs = new Set<[Deno.TcpConn, Deno.TcpConn]>();
  #mode: "open" | "refusing" | "silent" = "open";
  #harms = 0;

  constructor(readonly target: Deno.ConnectOptions) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accept();
  }

  /** Where it listens. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Resets all connections, and each new one at once. */
  refuse(): void {
    this.#mode = "refusing";
    for (const pair of this.#pairs) closeBoth(pair);
  }

  /** Keeps all connections and lets nothing through, in either direction. */
  fallSilent(): void {
    this.#mode = "silent";
  }

  /** Works again; what went into silent connections stays lost, so those are reset. */
  recover(): void {
    if (this.#mode === "silent") {
      for (const pair of this.#pairs) closeBoth(pair);
    }
    this.#mode = "open";
  }

  /** Waits until the harm was felt: several connections refused, or packets lost. */
  async untilFelt(): Promise<void> {
    this.#harms = 0;
    await until(
      "clients to feel the proxy's harm",
      () => Promise.resolve(this.#harms > 5 || undefined),
    );
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      if (this.#mode === "refusing") {
        this.#harms++;
        client.close();
        continue;
      }
      this.#join(client);
    }
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect(this.target);
    const pair: [Deno.TcpConn, Deno.TcpConn] = [client, server];
    this.#pairs.add(pair);
    await Promise.race([
      this.#pump(client, server),
      this.#pump(server, client),
    ]);
    closeBoth(pair);
    this.#pairs.delete(pair);
  }

  async #pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      while (true) {
        const count = await from.read(buffer);
        if (count === null) return;
        if (this.#mode === "silent") {
          this.#harms++;
          continue;
        }
        let written = 0;
        while (written < count) {
          written += await to.write(buffer.subarray(written, count));
        }
      }
    } catch {
      // A reset connection, ours or theirs: the pair is closed.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.refuse();
    this.#listener.close();
    await until(
      "the proxy's connections to close",
      () => Promise.resolve(this.#pairs.size === 0 || undefined),
    );
  }
}

function closeBoth(pair: [Deno.TcpConn, Deno.TcpConn]): void {
  for (const connection of pair) {
    try {
      connection.close();
    } catch {
      // It is closed already.
    }
  }
}
