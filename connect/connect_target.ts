import type { Settings } from "../scripts/shared/settings.ts";
import type { ConnectApi } from "./connect_http.ts";

/** What of {@linkcode Settings} is needed to reach Connect. */
export type ConnectSettings =
  & Pick<Settings, "CONNECT_URL">
  & Partial<
    Pick<
      Settings,
      | "CONNECT_USERNAME"
      | "CONNECT_PASSWORD"
      | "CONNECT_SSL_CA"
      | "CONNECT_SSL_CERT"
      | "CONNECT_SSL_KEY"
    >
  >;

/** Connect as the settings say, with the login and the certificates that it wants. */
export function connectApiOf(settings: ConnectSettings): ConnectApi {
  const { CONNECT_URL: url, CONNECT_USERNAME: username } = settings;
  const client = clientOf(settings);
  return {
    url,
    ...(username === undefined
      ? {}
      : { login: { username, password: settings.CONNECT_PASSWORD ?? "" } }),
    ...(client === undefined ? {} : { client }),
  };
}

// One for each set of certificates: a client has connections of its own, which would pile up.
const clients = new Map<string, Deno.HttpClient>();

function clientOf(
  { CONNECT_SSL_CA, CONNECT_SSL_CERT, CONNECT_SSL_KEY }: ConnectSettings,
): Deno.HttpClient | undefined {
  if (CONNECT_SSL_CA === undefined && CONNECT_SSL_CERT === undefined) {
    return undefined;
  }
  const id = [CONNECT_SSL_CA, CONNECT_SSL_CERT, CONNECT_SSL_KEY].join("\n");
  let client = clients.get(id);
  if (client === undefined) {
    client = Deno.createHttpClient({
      ...(CONNECT_SSL_CA === undefined ? {} : { caCerts: [CONNECT_SSL_CA] }),
      ...(CONNECT_SSL_CERT === undefined || CONNECT_SSL_KEY === undefined
        ? {}
        : { cert: CONNECT_SSL_CERT, key: CONNECT_SSL_KEY }),
    });
    clients.set(id, client);
  }
  return client;
}
