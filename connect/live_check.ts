import type { Settings } from "../scripts/shared/settings.ts";
import { checkLive } from "./live.ts";
import {
  checkConnector,
  type CheckInput,
  type CheckResult,
} from "./validator/check_connector.ts";
import type { ConnectorDocument } from "./validator/connector_config.ts";

/**
 * Checks a connector's config against the running services, and by all offline checks against the tables there are and
 * the topics' own records. `input` is what is known besides: its tables count only where Cassandra does not answer.
 */
export async function checkWithServices(
  document: ConnectorDocument,
  settings: Settings,
  input: CheckInput,
): Promise<CheckResult> {
  const live = await checkLive(document.config, settings);
  const offline = await checkConnector(document, {
    ...input,
    ...(live.schema === null ? {} : {
      schema: live.schema,
      schemaIsComplete: true,
      replication: live.replication,
    }),
    samples: [...input.samples ?? [], ...live.samples],
  });
  // What the worker refuses adds nothing where our own check of that setting says why.
  const explained = new Set(
    offline.findings.filter(({ severity }) => severity === "error")
      .map(({ setting }) => setting),
  );
  const isRepeated = ({ code, setting }: CheckResult["findings"][number]) =>
    (code === "live-connect-refuses" || code === "live-class-missing") &&
    explained.has(setting);
  const order = ["error", "warning", "hint"];
  return {
    findings: [
      ...live.findings.filter((finding) => !isRepeated(finding)),
      ...offline.findings,
    ].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
    unchecked: [...live.unchecked, ...offline.unchecked],
    judged: offline.judged && live.unchecked.length === 0,
  };
}
