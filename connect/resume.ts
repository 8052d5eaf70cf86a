/**
 * `deno task connect:resume`: starts a paused or stopped connector, and waits until it runs.
 *
 * @module
 */
import { runMain } from "../scripts/shared/cli.ts";
import { setConnectorState } from "./connect_api.ts";
import { runControl } from "./control.ts";

await runMain(() =>
  runControl({
    task: "resume",
    description: "Start a paused or stopped connector, and wait until it runs",
    examples: ["deno task connect:resume"],
    awaitsRunning: true,
    apply: async (api, name) => {
      await setConnectorState(api, name, "resume");
      return `resuming ${name}`;
    },
  })
);
