import { connectApiOf } from "../../connect/connect_target.ts";
import type { Settings } from "../../scripts/shared/settings.ts";

/** Where Connect would be if it listened on another port. */
export function connectAtPort(
  { CONNECT_URL }: Pick<Settings, "CONNECT_URL">,
  port: number,
): string {
  return `${new URL(CONNECT_URL).protocol}//localhost:${port}`;
}

/** What a request of a test's own to Connect needs besides, where the worker wants a login and speaks TLS. */
export function connectAccess(
  settings: Settings,
  headers: Record<string, string> = {},
): Pick<RequestInit & { client?: Deno.HttpClient }, "headers" | "client"> {
  const { client, login } = connectApiOf(settings);
  return {
    ...(client === undefined ? {} : { client }),
    headers: login === undefined ? headers : {
      ...headers,
      authorization: `Basic ${btoa(`${login.username}:${login.password}`)}`,
    },
  };
}
