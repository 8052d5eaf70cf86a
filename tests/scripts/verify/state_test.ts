import { assertEquals } from "@std/assert";
import { readSettings } from "../../../scripts/shared/settings.ts";
import { Ledger } from "../../../scripts/verify/ledger.ts";
import { parseState, printState } from "../../../scripts/verify/state.ts";
import { sampleMessage, take } from "./samples.ts";

const settings = readSettings({});

Deno.test("parseState() reads what printState() wrote", () => {
  const ledger = new Ledger({ all: false });
  take(ledger, [sampleMessage(0), { ...sampleMessage(1), value: "no" }]);
  ledger.close(ledger.open[0]!, "gone");
  take(ledger, [sampleMessage(2, { city: "Doha", country: null })]);
  const state = {
    positions: new Map([[0, 2n], [1, 2n ** 60n]]),
    ledger: ledger.save(),
    latest: ledger.open.map((entry) => ({ entry, isShared: true })),
  };
  assertEquals(state.latest.length, 1);
  assertEquals(parseState(settings, printState(settings, state)), state);
});

const empty = {
  positions: new Map<number, bigint>(),
  ledger: new Ledger({ all: false }).save(),
  latest: [],
};

for (
  const { what, text } of [
    { what: "no JSON", text: "{" },
    { what: "another version's", text: '{"target":"x"}' },
    {
      what: "another table's",
      text: printState({ ...settings, CASSANDRA_TABLE: "other" }, empty),
    },
    {
      what: "another layout's",
      text: printState({ ...settings, CASSANDRA_LAYOUT: "bucketed" }, empty),
    },
  ]
) {
  Deno.test(`parseState() takes nothing that is ${what}`, () => {
    assertEquals(parseState(settings, text), null);
  });
}
