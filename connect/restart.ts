/**
 * `deno task connect:restart`: restarts a connector and its tasks, and waits until they run.
 *
 * @module
 */
import { runMain } from "../scripts/shared/cli.ts";
import { restartConnector } from "./connect_api.ts";
import { runControl } from "./control.ts";

await runMain(() =>
  runControl({
    task: "restart",
    description: "Restart a connector and its tasks, and wait until they run",
    options: { "--failed": "only what has failed" },
    examples: ["deno task connect:restart --failed"],
    awaitsRunning: true,
    apply: async (api, name, { failed = false }) => {
      await restartConnector(api, name, { onlyFailed: failed === true });
      return `restarting ${failed ? "what has failed of " : ""}${name}`;
    },
  })
);
