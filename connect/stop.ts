/**
 * `deno task connect:stop`.
 *
 * @module
 */
import { runMain } from "../scripts/shared/cli.ts";
import { setConnectorState } from "./connect_api.ts";
import { runControl } from "./control.ts";

await runMain(() =>
  runControl({
    task: "stop",
    description:
      "Stop a connector and end its tasks; its config and offsets stay",
    examples: ["deno task connect:stop my-connector"],
    apply: async (api, name) => {
      await setConnectorState(api, name, "stop");
      return `stopped ${name}: deno task connect:resume starts it again`;
    },
  })
);
