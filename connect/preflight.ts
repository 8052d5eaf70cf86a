import type { Settings } from "../scripts/shared/settings.ts";
import { checkLive } from "./live.ts";
import type { Problem } from "./problem.ts";
import type { NamedConfig } from "./sink_config.ts";
import { checkConnector } from "./validator/check_connector.ts";
import { toConnectorDocument } from "./validator/connector_config.ts";

/** What is wrong with a config before anything is changed, and what could not be checked. */
export interface Preflight {
  /** Errors and warnings; hints are for `connect:validate`. */
  readonly problems: readonly Problem[];
  readonly unchecked: readonly string[];
}

/** All that `connect:validate --live` says of a config: by its settings, the live tables and the topics' own records. */
export async function checkBeforeDeploy(
  { name, config }: NamedConfig,
  settings: Settings,
): Promise<Preflight> {
  const live = await checkLive(config, settings);
  const offline = await checkConnector(toConnectorDocument({ name, config }), {
    schema: live.schema,
    samples: live.samples,
  });
  const findings = [...live.findings, ...offline.findings]
    .filter(({ severity }) => severity !== "hint");
  return {
    problems: findings
      // What the worker refuses adds nothing where our own check of that setting says why.
      .filter(({ code, setting }) =>
        !["live-connect-refuses", "live-class-missing"].includes(code) ||
        !offline.findings.some((other) =>
          other.severity === "error" && other.setting === setting
        )
      )
      .map(({ severity, setting, message, fix }) => ({
        severity: severity === "error" ? "error" : "warning",
        at: null,
        setting,
        message,
        fix,
      })),
    unchecked: [...live.unchecked, ...offline.unchecked],
  };
}
