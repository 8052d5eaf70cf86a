import type { CodeTable } from "../codes.ts";
import { liveCodes } from "../../live_codes.ts";
import { sampleCodes } from "../simulate/codes.ts";
import { ownCodes } from "./own_codes.ts";

/** Every kind of finding that `connect:validate` can raise: offline, by samples, and with `--live`. */
export const allCodes: CodeTable = {
  ...ownCodes,
  ...sampleCodes,
  ...liveCodes,
};
