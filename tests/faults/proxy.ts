/** How the network between the sink and Cassandra is. */
export type Network =
  | { readonly kind: "good" }
  /** Each piece of data comes this much later. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Open connections were reset, and new ones are. */
  | { readonly kind: "refusing" }
  /** Connections stay, and what is sent goes nowhere. */
  | { readonly kind: "silent" }
  /** Connections stay, and what is sent waits. */
  | { readonly kind: "held" };

/** A TCP proxy in front of Cassandra that fails as networks do. */
export class FaultProxy implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #target: number;
  readonly #pairs = new Set<Pair>();
  #network: Network = { kind: "good" };
  #changed = Promise.withResolvers<void>();

  constructor(targetPort: number) {
    this.#target = targetPort;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accept();
  }

  /** Where it listens. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** How many connections go through it. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Closes all connections; new ones are as the network is. */
  reset(): void {
    for (const pair of this.#pairs) pair.close();
  }

  /** Makes the network so. Connections that have lost data are closed when it is good again, as their streams are torn. */
  become(network: Network): void {
    this.#network = network;
    if (network.kind === "refusing") this.reset();
    if (network.kind === "good") {
      for (const pair of this.#pairs) {
        if (pair.torn && !pair.dead) pair.close();
      }
    }
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  /** Present connections never carry anything again, nor are they closed; new ones are good. */
  abandonConnections(): void {
    for (const pair of this.#pairs) pair.dead = true;
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      if (this.#network.kind === "refusing") client.close();
      else this.#join(client);
    }
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect({
        hostname: "127.0.0.1",
        port: this.#target,
      });
    } catch {
      client.close();
      return;
    }
    const pair = new Pair(client, server);
    this.#pairs.add(pair);
    await Promise.race([
      this.#pump(pair, client, server),
      this.#pump(pair, server, client),
    ]);
    pair.close();
    this.#pairs.delete(pair);
  }

  async #pump(pair: Pair, from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      while (true) {
        const count = await from.read(buffer);
        if (count === null) return;
        if (await this.#lets(pair)) {
          await writeAll(to, buffer.subarray(0, count));
        } else pair.torn = true;
      }
    } catch {
      // A connection was reset, by us or by an end of it.
    }
  }

  /** Whether data goes through, which it may do later. */
  async #lets(pair: Pair): Promise<boolean> {
    while (this.#network.kind === "held") await this.#changed.promise;
    if (this.#network.kind === "slow") {
      const { delayMs } = this.#network;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
    // What was lost on a connection cannot be made good by what follows.
    return this.#network.kind !== "silent" && !pair.dead && !pair.torn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.become({ kind: "refusing" });
    this.#listener.close();
    while (this.#pairs.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

class Pair {
  torn = false;
  dead = false;

  constructor(readonly client: Deno.TcpConn, readonly server: Deno.TcpConn) {}

  close(): void {
    for (const connection of [this.client, this.server]) {
      try {
        connection.close();
      } catch {
        // It is closed already.
      }
    }
  }
}

async function writeAll(to: Deno.TcpConn, data: Uint8Array): Promise<void> {
  let written = 0;
  while (written < data.length) {
    written += await to.write(data.subarray(written));
  }
}
