import type { Settings } from "../scripts/shared/settings.ts";
import { checkWithServices } from "./live_check.ts";
import type { Problem } from "./problem.ts";
import type { NamedConfig } from "./sink_config.ts";
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
  const { findings, unchecked } = await checkWithServices(
    toConnectorDocument({ name, config }),
    settings,
    { schema: null },
  );
  return {
    problems: findings.flatMap(({ severity, setting, message, fix }) =>
      severity === "hint" ? [] : [{ severity, at: null, setting, message, fix }]
    ),
    unchecked,
  };
}
