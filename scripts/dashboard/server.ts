import { z } from "zod";
import { UserError } from "../shared/exit.ts";
import {
  type AccessRules,
  isAuthorized,
  isKnownHost,
  isToken,
  loginCookie,
} from "./access.ts";
import type { Asset, Assets } from "./assets.ts";
import type { CassandraSource } from "./cassandra_source.ts";
import type { EventStream } from "./event_stream.ts";
import { BusyError } from "./gate.ts";
import type { Monitor } from "./monitor.ts";
import type { Letter } from "./snapshot.ts";

/** What a request is answered from. */
export interface DashboardParts {
  readonly rules: AccessRules;
  readonly assets: Assets;
  readonly monitor: Pick<Monitor, "snapshot" | "findLetters">;
  readonly cassandra: Pick<CassandraSource, "readSeries">;
  readonly events: EventStream;
}

/** How many dead letters one answer has. */
const maxLetters = 100;

/** How much of a login form is read, in bytes. */
const maxForm = 4_096;

const safeInteger = z.coerce.number().int().min(-8.64e15).max(8.64e15);
const seriesQuery = z.object({
  city: z.string().min(1).max(1_000),
  /** Without it, from the oldest row on. */
  from: safeInteger.optional(),
  to: safeInteger,
  points: z.coerce.number().int().min(50).max(2_000).default(600),
}).refine(
  ({ from, to }) => from === undefined || from < to,
  "from must be before to",
);
const lettersQuery = z.object({ reason: z.string().max(10_000) });

/**
 * Answers one request. Nothing but the files of `page/` and the answers below can be had: no path of a request becomes a
 * path of the file system.
 */
export async function answer(
  request: Request,
  parts: DashboardParts,
): Promise<Response> {
  const response = await route(request, parts);
  for (const [name, value] of Object.entries(securityHeaders)) {
    response.headers.set(name, value);
  }
  return response;
}

const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "img-src 'self'; connect-src 'self'; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

async function route(
  request: Request,
  parts: DashboardParts,
): Promise<Response> {
  const { rules, assets } = parts;
  const { pathname } = new URL(request.url);
  if (!isKnownHost(request.headers.get("host"), rules)) {
    return text(
      421,
      "This dashboard is not known under that name: see DASHBOARD_ALLOWED_HOSTS",
    );
  }
  if (request.method === "POST" && pathname === "/login") {
    return await logIn(request, rules);
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return text(405, "Only GET is answered here");
  }
  const asset = assets.byPath.get(pathname);
  if (!isAuthorized(request.headers, rules)) {
    if (pathname === "/") return redirect("/login");
    if (pathname === "/login") {
      return page(
        new URL(request.url).searchParams.has("wrong")
          ? assets.loginPage.replace(' role="alert" hidden', ' role="alert"')
          : assets.loginPage,
      );
    }
    // What the login page needs.
    if (asset?.isPublic) return serve(request, asset);
    return text(
      401,
      "A token is needed: Authorization: Bearer …, or log in at /",
    );
  }
  if (asset !== undefined) return serve(request, asset);
  if (pathname === "/login") return redirect("/");
  // They could read nothing, but take up all the places there are.
  if (isFromOtherSite(request)) return text(403, "Not for other sites' pages");
  if (request.method !== "GET") return text(405, "Only GET is answered here");
  try {
    return await answerApi(request, parts);
  } catch (error) {
    return refuse(error);
  }
}

async function answerApi(
  request: Request,
  { monitor, cassandra, events }: DashboardParts,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const parameters = Object.fromEntries(searchParams);
  switch (pathname) {
    case "/api/events":
      return new Response(events.open(monitor.snapshot()), {
        headers: {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
        },
      });
    case "/api/snapshot":
      return json(monitor.snapshot());
    case "/api/series": {
      const { city, from, to, points } = seriesQuery.parse(parameters);
      return json(
        await cassandra.readSeries({
          city,
          range: { from: from ?? null, to },
          points,
        }),
      );
    }
    case "/api/dead-letters": {
      const { reason } = lettersQuery.parse(parameters);
      return json(monitor.findLetters(reason, maxLetters).map(letterJson));
    }
    default:
      return text(404, "There is nothing here");
  }
}

async function logIn(request: Request, rules: AccessRules): Promise<Response> {
  const length = Number(request.headers.get("content-length") ?? Infinity);
  const form = length > maxForm
    ? new URLSearchParams()
    : new URLSearchParams(await request.text());
  if (!isToken(form.get("token") ?? "", rules)) return redirect("/login?wrong");
  const response = redirect("/");
  response.headers.set("set-cookie", loginCookie(rules));
  return response;
}

/** Whether a page of another origin asks; browsers say so, and other programs need not. */
function isFromOtherSite({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site") ?? "none";
  return site !== "none" && site !== "same-origin";
}

function letterJson(letter: Letter) {
  // Beyond 2^53 it has no exact number.
  return { ...letter, offset: String(letter.offset) };
}

function refuse(error: unknown): Response {
  if (error instanceof z.ZodError) return text(400, z.prettifyError(error));
  if (error instanceof BusyError) {
    const response = text(503, error.message);
    response.headers.set("retry-after", "2");
    return response;
  }
  if (error instanceof UserError) return text(502, error.message);
  return text(500, error instanceof Error ? error.message : String(error));
}

function serve(request: Request, { body, type, etag }: Asset): Response {
  const headers = { "content-type": type, etag, "cache-control": "no-cache" };
  return request.headers.get("if-none-match") === etag
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers });
}

function page(body: string): Response {
  return new Response(body, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
    },
  });
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
    },
  });
}

function json(body: unknown): Response {
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}
