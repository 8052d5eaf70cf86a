import { type HttpAnswer, type Refusal } from "./answer.ts";

/** An answer is some 700 bytes; more than this is not one, and is not read to its end. */
const maxBodyBytes = 65_536;

/** Options of {@linkcode askHttp}. */
export interface AskOptions {
  /** How requests are made: the global `fetch`, or a stand-in. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  /** An answer that is not complete after this time is given up. */
  readonly timeoutMs: number;
  /** Ends the request early; what is thrown then is the signal's reason. */
  readonly signal: AbortSignal;
  /** Text of the URL that must not appear in any message. */
  readonly secret?: string;
}

/**
 * Requests a URL and reads the answer, whatever its status; or says why there is none. Redirects are not followed: the
 * key in the URL would go to another host.
 *
 * @throws the reason of `signal`, if it was aborted.
 */
export async function askHttp(
  url: URL,
  { fetch, timeoutMs, signal, secret }: AskOptions,
): Promise<HttpAnswer | Refusal> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.any([signal, timeout]),
      headers: { accept: "application/json" },
    });
    const body = await readText(response);
    if (body === null) {
      return {
        kind: "malformed",
        reason: `${url.host} sent more than ${maxBodyBytes} bytes`,
      };
    }
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
    return {
      status: response.status,
      body,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) {
      return {
        kind: "timeout",
        reason: `${url.host} did not answer within ${timeoutMs / 1000} s`,
      };
    }
    return {
      kind: "network",
      reason: `Cannot reach ${url.host}: ${describe(error, url, secret)}`,
    };
  }
}

async function readText(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBodyBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Seconds only; the form with a date has not been seen here. */
function parseRetryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header)
    ? Number(header) * 1000
    : null;
}

function describe(error: unknown, url: URL, secret?: string): string {
  const text = whyFetchFailed(error)
    .replaceAll(` for url (${url})`, "")
    .replaceAll(String(url), url.origin);
  return hideSecret(text, secret);
}

/** What of an error of `fetch` tells people what is wrong; the URL may be in it. */
export function whyFetchFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message } = error.cause instanceof Error ? error.cause : error;
  const fault = /client error \(\w+\): (.*)$/s.exec(message)?.[1] ?? message;
  return fault.endsWith("UnknownIssuer")
    ? `${fault} (if a proxy here reads TLS, set DENO_CERT to the file of its CA)`
    : fault;
}

/** A text without a secret, as it is and as URLs have it: a peer may well repeat what it was asked. */
export function hideSecret(text: string, secret: string | undefined): string {
  if (!secret) return text;
  const inQuery = new URLSearchParams({ "": secret }).toString().slice(1);
  return [secret, inQuery, encodeURIComponent(secret)].reduce(
    (shown, form) => shown.replaceAll(form, "***"),
    text,
  );
}
