import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";

/** Who may use a dashboard. */
export interface AccessRules {
  /** Names under which it may be reached, besides localhost and addresses. */
  readonly hosts: readonly string[];
  /** Null lets everybody in who reaches it: right for loopback alone. */
  readonly token: string | null;
  /** Part of the cookie's name: browsers do not tell ports apart. */
  readonly port: number;
}

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" ||
    (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Whether a request's Host header names this dashboard. A page of another site can point its own name to this machine
 * (DNS rebinding) and would then be the same origin as the dashboard; it cannot do so with an address.
 */
export function isKnownHost(
  header: string | null,
  { hosts }: AccessRules,
): boolean {
  const match = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/.exec(
    header ?? "",
  );
  if (match === null) return false;
  const name = (match[1] ?? match[2]!).toLowerCase();
  return name === "localhost" || isIP(name) !== 0 ||
    hosts.some((host) => host.toLowerCase() === name);
}

/** Whether a request brings the token, as `Authorization: Bearer` or by the cookie that the login sets. */
export function isAuthorized(headers: Headers, rules: AccessRules): boolean {
  const { token } = rules;
  if (token === null) return true;
  const bearer = /^Bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return isToken(bearer, rules);
  const cookie = readCookie(headers.get("cookie") ?? "", cookieName(rules));
  return cookie !== null && equalInConstantTime(cookie, session(token));
}

/** Whether a text is the token; takes as long whatever of it is right. */
export function isToken(text: string, { token }: AccessRules): boolean {
  return token !== null && equalInConstantTime(text, token);
}

/**
 * The `Set-Cookie` header of a login. The cookie holds a code made from the token rather than the token, and holds as
 * long as the browser runs or the token is the same: the dashboard's own restart ends no login.
 */
export function loginCookie(rules: AccessRules): string {
  return `${cookieName(rules)}=${session(rules.token ?? "")}; ` +
    "HttpOnly; SameSite=Strict; Path=/";
}

function cookieName({ port }: AccessRules): string {
  return `dashboard_${port}`;
}

function session(token: string): string {
  return createHmac("sha256", token).update("dashboard session")
    .digest("base64url");
}

function readCookie(header: string, name: string): string | null {
  for (const pair of header.split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

// Digests, since the comparison wants equal lengths, and a length would tell something too.
function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(Buffer.from(text)).digest();
}
