import { assertEquals } from "@std/assert";
import { readReplication } from "../../../connect/validator/replication.ts";

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
      ).get("ks"),
      replicas,
    );
  });
}
