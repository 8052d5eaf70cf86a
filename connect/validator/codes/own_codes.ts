import type { CodeTable } from "../codes.ts";
import { connectCodes } from "./connect_codes.ts";
import { mappingCodes } from "./mapping_codes.ts";
import { queryCodes } from "./query_codes.ts";
import { settingCodes } from "./setting_codes.ts";
import { sinkCodes } from "./sink_codes.ts";

/** Codes of the checks that need no sample records. */
export const ownCodes = {
  ...settingCodes,
  ...connectCodes,
  ...sinkCodes,
  ...mappingCodes,
  ...queryCodes,
} as const satisfies CodeTable;
