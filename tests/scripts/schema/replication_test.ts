import { assertEquals, assertThrows } from "@std/assert";
import {
  checkReplication,
  expandReplication,
  parseReplication,
  printReplication,
} from "../../../scripts/schema/replication.ts";
import { UserError } from "../../../scripts/shared/exit.ts";

for (
  const [text, printed] of [
    ["3", "{'class': 'NetworkTopologyStrategy', 'local': 3}"],
    ["dc1:3", "{'class': 'NetworkTopologyStrategy', 'dc1': 3}"],
    [
      " dc1:3 , dc2: 2",
      "{'class': 'NetworkTopologyStrategy', 'dc1': 3, 'dc2': 2}",
    ],
    [
      "{'class': 'SimpleStrategy', 'replication_factor': 1}",
      "{'class': 'SimpleStrategy', 'replication_factor': 1}",
    ],
    [
      '{"class": "NetworkTopologyStrategy", "it\'s": "3"}',
      "{'class': 'NetworkTopologyStrategy', 'it''s': 3}",
    ],
  ] as const
) {
  Deno.test(`parseReplication() reads ${text}`, () => {
    assertEquals(printReplication(parseReplication(text, "local")), printed);
  });
}

for (
  const text of [
    "three",
    "0",
    "dc1",
    "dc1:",
    "dc1:x",
    "dc1:3,",
    "{}",
    "{'dc1': 3}",
    "{'class': }",
    "{'class': 'X',}",
    "{'class': 'X'} AND durable_writes = false",
  ]
) {
  Deno.test(`parseReplication() refuses ${text}`, () => {
    assertThrows(
      () => parseReplication(text, "local"),
      UserError,
      "Cannot read CASSANDRA_REPLICATION",
    );
  });
}

const nodes = new Map([["dc1", 3], ["dc2", 1]]);

for (
  const [text, outcome] of [
    ["dc1:3,dc2:1", []],
    ["dc1:5", ["5 copies in data center dc1 are more than it has nodes (3)"]],
    ["{'class': 'SimpleStrategy', 'replication_factor': 9}", []],
    [
      "DC1:3",
      "Cannot keep copies in data center DC1: the cluster has dc1 (3 nodes), dc2 (1 node)",
    ],
    [
      "{'class': 'NetworkTopologyStrategy', 'replication_factor': 3}",
      "Cannot keep 3 copies in data center dc2: the cluster has dc1 (3 nodes), dc2 (1 node), and every write needs a majority of the copies",
    ],
  ] as const
) {
  Deno.test(`checkReplication() judges ${text}`, () => {
    const check = () => checkReplication(parseReplication(text, "dc1"), nodes);
    if (typeof outcome === "string") {
      assertEquals(assertThrows(check, UserError).message, outcome);
    } else {
      assertEquals(check(), [...outcome]);
    }
  });
}

Deno.test("expandReplication() gives each data center its copies, named ones their own", () => {
  const replication = parseReplication(
    "{'class': 'NetworkTopologyStrategy', 'replication_factor': 3, 'dc2': 1}",
    "dc1",
  );
  assertEquals(expandReplication(replication, nodes), {
    class: "NetworkTopologyStrategy",
    dc1: "3",
    dc2: "1",
  });
});
