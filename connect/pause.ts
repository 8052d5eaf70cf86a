/**
 * `deno task connect:pause`.
 *
 * @module
 */
import { runMain } from "../scripts/shared/cli.ts";
import { setConnectorState } from "./connect_api.ts";
import { runControl } from "./control.ts";

await runMain(() =>
  runControl({
    task: "pause",
    description: "Stop consuming; tasks and partitions stay",
    examples: ["deno task connect:pause && deno task connect:status"],
    apply: async (api, name) => {
      await setConnectorState(api, name, "pause");
      return `paused ${name}: deno task connect:resume starts it again`;
    },
  })
);
