import { assertEquals } from "@std/assert";
import {
  answersNeeded,
  faultOfLevel,
  readReplication,
} from "../../../connect/validator/replication.ts";

for (
  const { replication, replicas } of [
    {
      replication: "{'class': 'SimpleStrategy', 'replication_factor': 2}",
      replicas: 2,
    },
    {
      replication: "{'class': 'NetworkTopologyStrategy', 'a': 3, 'b': '2'}",
      replicas: 5,
    },
    {
      replication:
        "{'class': 'NetworkTopologyStrategy', 'replication_factor': 3}",
      replicas: undefined,
    },
    { replication: "{'class': 'LocalStrategy'}", replicas: undefined },
  ]
) {
  Deno.test(`readReplication() counts the replicas of ${replication}`, () => {
    assertEquals(
      readReplication(
        `USE x; CREATE KEYSPACE IF NOT EXISTS ks WITH durable_writes = true AND replication = ${replication};`,
      ).get("ks")?.replicas,
      replicas,
    );
  });
}

const simple = { replicas: 3, byDatacenter: null };
const two = {
  replicas: 5,
  byDatacenter: new Map([["a", 3], ["b", 2]]),
};

for (
  const { level, replication, kind = "datastax", local = "a", fault } of [
    { level: "LOCAL_ONE", replication: simple, fault: null },
    { level: "EACH_QUORUM", replication: simple, fault: null },
    {
      level: "EACH_QUORUM",
      replication: simple,
      kind: "own",
      fault:
        "EACH_QUORUM needs datacenters, which SimpleStrategy does not know",
    },
    {
      level: "TWO",
      replication: { ...simple, replicas: 1 },
      fault: "TWO needs 2 replicas, and there are 1",
    },
    { level: "LOCAL_QUORUM", replication: two, fault: null },
    {
      level: "LOCAL_QUORUM",
      replication: two,
      local: "c",
      fault:
        "LOCAL_QUORUM needs a replica in the local datacenter c, and they are in a, b",
    },
    { level: "QUORUM", replication: two, local: "c", fault: null },
  ]
) {
  Deno.test(`faultOfLevel() judges ${level} of ${kind} in datacenter ${local} with ${replication.replicas} replicas`, () => {
    assertEquals(
      faultOfLevel({ level, localDatacenter: local, kind }, replication),
      fault,
    );
  });
}

for (
  const [level, ofSimple, ofTwo] of [
    ["ANY", 0, 0],
    ["LOCAL_ONE", 1, 1],
    ["QUORUM", 2, 3],
    ["LOCAL_QUORUM", 2, 2],
    ["EACH_QUORUM", 2, 4],
    ["ALL", 3, 5],
  ] as const
) {
  Deno.test(`answersNeeded() counts for ${level}`, () => {
    const of = (replication: typeof simple | typeof two) =>
      answersNeeded({ level, localDatacenter: "a" }, replication);
    assertEquals([of(simple), of(two)], [ofSimple, ofTwo]);
  });
}
