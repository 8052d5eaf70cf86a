import { connectApiOf } from "../../connect/connect_target.ts";
import {
  type ConnectorStatus,
  getConnector,
  getConnectorStatus,
  getWorker,
} from "../../connect/connect_api.ts";
import { ConnectApiError } from "../../connect/connect_http.ts";
import type { NamedConfig } from "../../connect/sink_config.ts";
import type { Settings } from "../shared/settings.ts";

/** What Connect shows of the connector at one moment. */
export interface ConnectReading {
  readonly version: string;
  /** Null if there is no such connector; undefined if the workers were rebalancing and did not say. */
  readonly connector:
    | { readonly config: NamedConfig; readonly status: ConnectorStatus | null }
    | null
    | undefined;
}

/**
 * Asks a worker for the settings' connector.
 *
 * @throws {UserError} if no worker can be reached.
 */
export async function readConnect(
  settings: Settings,
): Promise<ConnectReading> {
  const { CONNECTOR_NAME: name } = settings;
  const api = { ...connectApiOf(settings), timeoutMs: 5_000 };
  const { version } = await getWorker(api);
  try {
    const [connector, status] = await Promise.all([
      getConnector(api, name),
      getConnectorStatus(api, name),
    ]);
    return {
      version,
      connector: connector === null
        ? null
        : { config: { name, config: connector.config }, status },
    };
  } catch (error) {
    if (error instanceof ConnectApiError && error.canRetry) {
      return { version, connector: undefined };
    }
    throw error;
  }
}
