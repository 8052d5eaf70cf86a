import type { Base } from "../worlds/world.ts";
import { mutateMapping, mutateQuery } from "./mapping.ts";
import type { Mutation, Mutator } from "./mutation.ts";
import {
  mutateConverter,
  mutateOwnTransforms,
  mutateTransforms,
} from "./pipeline.ts";
import type { Random } from "./random.ts";
import { mutateRecords } from "./records.ts";
import { mutateSchema } from "./schema.ts";
import {
  mutateAnySetting,
  mutateCodec,
  mutateConsumer,
  mutateDriver,
  mutateErrors,
  mutateGlobal,
  mutateSecurity,
  mutateTable,
  mutateTableName,
  mutateTopics,
} from "./settings.ts";

/** How often each family is drawn, relative to the others. */
const weights: readonly (readonly [Mutator, number])[] = [
  [mutateMapping, 8],
  [mutateTransforms, 8],
  [mutateRecords, 8],
  [mutateSchema, 8],
  [mutateConverter, 4],
  [mutateQuery, 3],
  [mutateCodec, 3],
  [mutateTable, 3],
  [mutateAnySetting, 3],
  [mutateOwnTransforms, 2],
  [mutateTableName, 1.5],
  [mutateGlobal, 2],
  [mutateErrors, 1.5],
  [mutateConsumer, 1.5],
  [mutateDriver, 2],
  [mutateTopics, 1],
  [mutateSecurity, 1],
];

const total = weights.reduce((sum, [, weight]) => sum + weight, 0);

/** One or two mutations that fit the base. */
export function drawMutations(random: Random, base: Base): Mutation[] {
  const wanted = random.chance(0.25) ? 2 : 1;
  const drawn: Mutation[] = [];
  while (drawn.length < wanted) {
    let left = random.next() * total;
    const [mutator] = weights.find(([, weight]) => (left -= weight) < 0)!;
    const mutation = mutator(random, base);
    if (mutation !== undefined) drawn.push(mutation);
  }
  return drawn;
}
