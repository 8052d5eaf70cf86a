import type { Row } from "../context.ts";
import { cost } from "./cost.ts";
import { growth } from "./growth.ts";
import { latency } from "./latency.ts";
import { polling } from "./polling.ts";
import { producer } from "./producer.ts";
import { profiles } from "./profiles.ts";
import { restart } from "./restart.ts";
import { sinkFewKeys, sinkManyKeys } from "./sink.ts";
import { spread } from "./spread.ts";
import { start } from "./start.ts";
import { tools } from "./tools.ts";
import { verify } from "./verify.ts";

/** All rows, in the order in which they run: first what wants no other services beside it. */
export const allRows: readonly Row[] = [
  start,
  sinkFewKeys,
  sinkManyKeys,
  profiles,
  latency,
  producer,
  polling,
  spread,
  tools,
  verify,
  restart,
  cost,
  growth,
];
