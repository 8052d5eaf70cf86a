/**
 * `deno task connect:delete`.
 *
 * @module
 */
import { runMain } from "../scripts/shared/cli.ts";
import { deleteConnector } from "./connect_api.ts";
import { runControl } from "./control.ts";

await runMain(() =>
  runControl({
    task: "delete",
    description:
      "Delete a connector; its offsets stay, so one deployed again goes on where it was",
    examples: ["deno task connect:delete my-connector"],
    apply: async (api, name) => {
      await deleteConnector(api, name);
      return `deleted ${name}; its offsets stay: deno task connect:deploy goes on from there`;
    },
  })
);
