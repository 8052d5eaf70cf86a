import { BusyError } from "./gate.ts";

/** How many events may wait for a client that reads slowly; more are left out, as each one is whole. */
const maxWaiting = 2;

/** Server-sent events to a bounded number of clients. */
export class EventStream {
  readonly #clients = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #encoder = new TextEncoder();

  constructor(readonly maxClients: number) {}

  /** How many clients listen. */
  get size(): number {
    return this.#clients.size;
  }

  /**
   * A client's stream, which begins with `first`.
   *
   * @throws {BusyError} if there are too many already.
   */
  open(first: unknown): ReadableStream<Uint8Array> {
    if (this.#clients.size >= this.maxClients) {
      throw new BusyError(
        `${this.maxClients} pages are open already: close one`,
      );
    }
    let mine: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream({
      start: (controller) => {
        mine = controller;
        this.#clients.add(controller);
        // When the stream breaks, the browser comes again after this time, in milliseconds.
        controller.enqueue(this.#encoder.encode("retry: 1000\n\n"));
        controller.enqueue(this.#encode(first));
      },
      cancel: () => {
        this.#clients.delete(mine);
      },
    }, { highWaterMark: maxWaiting });
  }

  /** Sends an event to each client that keeps up. */
  send(event: unknown): void {
    const bytes = this.#encode(event);
    for (const client of this.#clients) {
      if ((client.desiredSize ?? 0) > 0) client.enqueue(bytes);
    }
  }

  /** Ends all streams. */
  close(): void {
    for (const client of this.#clients) client.close();
    this.#clients.clear();
  }

  #encode(event: unknown): Uint8Array {
    return this.#encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
  }
}
