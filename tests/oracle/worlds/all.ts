import { relocateBase, relocateWorld } from "../relocate.ts";
import { fleet } from "./fleet.ts";
import { iot } from "./iot.ts";
import { ordersWorld } from "./orders.ts";
import { plant } from "./plant.ts";
import { shop } from "./shop.ts";
import { usersWorld } from "./users.ts";
import { weather } from "./weather.ts";
import { cassandraPort, type World } from "./world.ts";

/** Every world, in keyspaces named `oracle_*`: tables are emptied after each job, so they must be nobody's own. */
export const worlds: readonly World[] = [
  weather,
  iot,
  shop,
  fleet,
  ordersWorld,
  plant,
  usersWorld,
].map(
  (world) => {
    const keyspace = `oracle_${world.name}`;
    return {
      ...relocateWorld(world, keyspace),
      bases: world.bases.map((base) =>
        relocateBase(base, world, {
          keyspace,
          topic: base.config.topics!,
          connectorClass: base.config["connector.class"]!,
          port: Number(cassandraPort),
        })
      ),
    };
  },
);
