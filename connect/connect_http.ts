import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { UserError } from "../scripts/shared/exit.ts";
import { fixOfTlsFault } from "../scripts/shared/tls_fault.ts";
import { excerpt, peerWords } from "../weather/answer.ts";
import { hideSecret, whyFetchFailed } from "../weather/http.ts";

/** Connect answered, and refused. `canRetry`: the workers are rebalancing (409), so the same request may succeed soon. */
export class ConnectApiError extends Error {
  override readonly name = "ConnectApiError";

  constructor(
    action: string,
    /** HTTP status. */
    readonly status: number,
    /** Connect's own message. */
    readonly reason: string,
  ) {
    super(`Cannot ${action}: Connect answered ${status} "${reason}"`);
  }

  get canRetry(): boolean {
    return this.status === 409 || this.status === 503 ||
      // Connect 4.3 answers so where it means 409, and where the worker that leads is away; only its text tells.
      (this.status === 500 &&
        /rebalance is expected|rror trying to forward REST request/
          .test(this.reason));
  }
}

/** Connect could not be reached, or did not answer in time. */
export class ConnectUnreachableError extends UserError {
  constructor(
    readonly url: string,
    readonly reason: string,
    cause: unknown,
    /** Whether nothing listens there. */
    readonly isRefused = false,
  ) {
    super(
      `Cannot reach Kafka Connect at ${url}: ${reason}`,
      (cause instanceof Error ? fixOfTlsFault(cause, "CONNECT") : undefined) ??
        "start the local services with `deno task up`, or set CONNECT_URL" +
          (reason === closed && url.startsWith("https:")
            ? "; a worker that closes connections at once may want a client certificate"
            : ""),
      2,
      { cause },
    );
  }
}

/** Where Connect's REST API is and how long it may take. */
export interface ConnectApi {
  /**
   * Base URL; user and password in it are sent as Basic authentication. With commas, one for each worker: any of them
   * answers for all, so that where one is away the next is asked.
   */
  readonly url: string;
  /** User and password, in place of those in the URL. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Sends the requests, with certificates of its own. @default Deno's own client */
  readonly client?: Deno.HttpClient;
  /** Of one request. @default {10_000} */
  readonly timeoutMs?: number;
  /**
   * How long a read is tried again while the workers rebalance, which every change of a connector makes them do, in
   * milliseconds. A change is not: whether to send it again is for its sender to say (`retryConnect()`).
   * @default {20_000}
   */
  readonly rebalanceMs?: number;
  /** Aborts every request. */
  readonly signal?: AbortSignal;
}

/** Answers longer than this are refused: Connect's longest are stack traces of many tasks, well below. */
const maxBodyBytes = 16 * 1024 * 1024;

/** One request to {@linkcode requestConnect}. */
export interface ConnectRequest {
  readonly method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** What is being done, after "Cannot". */
  readonly action: string;
}

const rebalancePollMs = 500;

/**
 * Sends one request and parses the answer.
 *
 * @throws {ConnectApiError} if Connect refuses it.
 * @throws {ConnectUnreachableError} if there is no answer in time.
 * @throws {UserError} if what answers is not Connect.
 */
export async function requestConnect<T>(
  api: ConnectApi,
  schema: z.ZodType<T>,
  request: ConnectRequest,
): Promise<T> {
  const { rebalanceMs = 20_000 } = api;
  const isRead = (request.method ?? "GET") === "GET";
  const deadline = Date.now() + (isRead ? rebalanceMs : 0);
  while (true) {
    try {
      return await requestAny(api, schema, request);
    } catch (error) {
      const canRetry = error instanceof ConnectApiError && error.canRetry;
      if (!canRetry || Date.now() + rebalancePollMs > deadline) throw error;
      await wait(rebalancePollMs, undefined, api);
    }
  }
}

/** Base URLs of the workers. */
export function listWorkerUrls(url: string): string[] {
  return url.split(",").map((item) => item.trim()).filter(Boolean);
}

/** Of each list of workers the one that answered last: who is away must not be asked first each time. */
const lastAnswering = new Map<string, string>();

/** Sends the request to the first worker that can be reached. */
async function requestAny<T>(
  api: ConnectApi,
  schema: z.ZodType<T>,
  request: ConnectRequest,
): Promise<T> {
  const urls = listWorkerUrls(api.url);
  const first = Math.max(0, urls.indexOf(lastAnswering.get(api.url) ?? ""));
  const isRead = (request.method ?? "GET") === "GET";
  const failures: ConnectUnreachableError[] = [];
  for (const url of [...urls.slice(first), ...urls.slice(0, first)]) {
    try {
      const answer = await requestOnce({ ...api, url }, schema, request);
      lastAnswering.set(api.url, url);
      return answer;
    } catch (error) {
      if (!(error instanceof ConnectUnreachableError)) throw error;
      failures.push(error);
      // A change that was sent, and to which no answer came, may have been made.
      if (!isRead && !error.isRefused) break;
    }
  }
  throw joinFailures(failures);
}

function joinFailures(
  failures: readonly ConnectUnreachableError[],
): ConnectUnreachableError {
  const [first, ...others] = failures;
  if (others.length === 0) return first!;
  const reasons = [...new Set(failures.map(({ reason }) => reason))];
  return new ConnectUnreachableError(
    failures.map(({ url }) => url).join(", "),
    reasons.join("; "),
    first!.cause,
    failures.every(({ isRefused }) => isRefused),
  );
}

async function requestOnce<T>(
  api: ConnectApi,
  schema: z.ZodType<T>,
  { method = "GET", path, body, action }: ConnectRequest,
): Promise<T> {
  const { url, headers, secrets } = addressOf(api);
  const { timeoutMs = 10_000 } = api;
  const timeout = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string;
  let target: string | null;
  try {
    const response = await fetch(`${url}${path}`, {
      ...(api.client === undefined ? {} : { client: api.client }),
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      // Login and config are for this address alone.
      redirect: "manual",
      signal: api.signal === undefined
        ? timeout
        : AbortSignal.any([timeout, api.signal]),
    });
    status = response.status;
    target = response.headers.get("location");
    text = await readBounded(response);
  } catch (error) {
    api.signal?.throwIfAborted();
    const reason = timeout.aborted
      ? `no answer in ${timeoutMs / 1000} s`
      : reasonOf(error);
    throw new ConnectUnreachableError(
      url,
      reason,
      error instanceof Error && error.cause instanceof Error
        ? error.cause
        : error,
      reason === refused,
    );
  }
  const answer = parseJson(text);
  if (status === 401) {
    throw new UserError(
      `Cannot ${action}: Kafka Connect at ${url} refuses the login`,
      "set CONNECT_USERNAME and CONNECT_PASSWORD to a user of the worker's",
    );
  }
  if (status >= 300 && status < 400) {
    throw new UserError(
      `Cannot ${action}: ${url} redirects${placeOf(target, url)}`,
      "set CONNECT_URL to the address of a Connect worker's REST API: redirects are not followed, as login and config would go along",
    );
  }
  if (status >= 400) {
    const refusal = z.object({ message: z.string() }).safeParse(answer);
    throw new ConnectApiError(
      action,
      status,
      hideSecrets(
        refusal.success ? cutText(refusal.data.message) : excerpt(text),
        secrets,
      ),
    );
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    const fault = typeof answer === "string"
      ? `it sends ${hideSecrets(excerpt(answer), secrets)}`
      : peerWords(z.prettifyError(parsed.error));
    throw new UserError(
      `Cannot ${action}: ${url} does not answer as Kafka Connect does: ${fault}`,
      "set CONNECT_URL to the address of a Connect worker's REST API",
    );
  }
  return parsed.data;
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) {
      throw new RangeError(`the answer is longer than ${maxBodyBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Where a redirect leads: only the host, as the rest may hold a token of a login. */
function placeOf(location: string | null, base: string): string {
  if (location === null || !URL.canParse(location, base)) return "";
  const { host, protocol } = new URL(location, base);
  return ` to ${peerWords(host === "" ? protocol : `${protocol}//${host}`)}`;
}

/** Connect's message as it is, several lines at times, but for what a terminal would obey and what no message needs. */
function cutText(message: string): string {
  return message.slice(0, 4000).replaceAll(/[^\P{Cc}\n\t]/gu, " ");
}

/** What answers may not be Connect, and repeat what it was sent. */
function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (shown, secret) => hideSecret(shown, secret),
    text,
  );
}

function addressOf(
  api: ConnectApi,
): {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly secrets: readonly string[];
} {
  const url = new URL(api.url);
  const { username, password } = api.login ?? {
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  url.username = url.password = "";
  const login = new TextEncoder().encode(`${username}:${password}`).toBase64();
  const headers: Record<string, string> = username === ""
    ? {}
    : { authorization: `Basic ${login}` };
  return {
    url: url.href.replace(/\/+$/, ""),
    headers,
    secrets: [login, password].filter(Boolean),
  };
}

const refused = "the connection was refused";
const closed = "the connection was closed";

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : "";
  const text = `${error.message} ${cause}`;
  if (/refused/i.test(text)) return refused;
  const certificate =
    /(invalid peer certificate|received corrupt message|received fatal alert).*$/
      .exec(cause)?.[0];
  if (certificate !== undefined) return certificate;
  if (/dns|lookup|not known/i.test(text)) return "no such host";
  if (/reset|closed|incomplete|broken pipe/i.test(text)) return closed;
  return whyFetchFailed(error);
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
