import { fleet } from "./fleet.ts";
import { iot } from "./iot.ts";
import { shop } from "./shop.ts";
import { weather } from "./weather.ts";
import type { World } from "./world.ts";

/** Every world of the differential test. */
export const worlds: readonly World[] = [weather, iot, shop, fleet];
