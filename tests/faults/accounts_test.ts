import { assertEquals } from "@std/assert";
import { balance, type Books } from "./accounts.ts";
import { goodRecord, type Row, type Sent } from "./traffic.ts";

// Even numbers are good records, odd ones poison.
function sent(number: number): Sent {
  const good = goodRecord(number);
  return {
    message: { value: "" },
    city: good.city,
    poison: number % 2 === 1 ? "odd" : null,
    row: number % 2 === 1 ? null : good,
  };
}

function rows(...numbers: number[]): Map<string, Row> {
  return new Map(
    numbers.map((number) => [`city ${number}`, goodRecord(number)]),
  );
}

const wrongRow = rows(0)
  .set("city 2", { ...goodRecord(2), humidity: null });

const books: Books = {
  topic: [0, 1, 2].map((number) => ({
    place: `t-0@${number}`,
    number,
    timestamp: 1000 * number,
  })),
  acknowledged: [[0, 2]],
  rows: rows(0, 2),
  letters: ["t-0@1"],
  sent,
};
for (
  const { what, change, differs } of [
    { what: "nothing where all is well", change: {}, differs: {} },
    {
      what: "a missing row",
      change: { rows: rows(0) },
      differs: {
        rows: 1,
        lost: ["record 2 at t-0@2 is neither a row nor a dead letter"],
      },
    },
    {
      what: "a missing dead letter",
      change: { letters: [] },
      differs: {
        deadLetters: 0,
        lost: ["record 1 at t-0@1 (odd) is neither a row nor a dead letter"],
      },
    },
    {
      what: "an acknowledged record that the topic lacks",
      change: { acknowledged: [[0, 3]] as const },
      differs: {
        lost: ["record 3 was acknowledged and is not in the topic"],
      },
    },
    {
      what: "a wrong row",
      change: { rows: wrongRow },
      differs: {
        rows: 1,
        wrong: ["record 2 at t-0@2 has a wrong row: humidity is null, not 2"],
      },
    },
    {
      what: "a good record that is a dead letter",
      change: { letters: ["t-0@1", "t-0@2"] },
      differs: {
        rows: 1,
        deadLetters: 2,
        wrong: ["record 2 at t-0@2 is a dead letter, and must be a row"],
      },
    },
    {
      what: "a row of poison",
      change: { rows: rows(0, 1, 2) },
      differs: {
        wrong: [
          `record 1 at t-0@1 (odd) is a row, and must be a dead letter: ${
            JSON.stringify(goodRecord(1))
          }`,
        ],
      },
    },
    {
      what: "a row that nobody produced",
      change: { rows: rows(0, 2, 9) },
      differs: { wrong: ['no record explains the row of "city 9"'] },
    },
    {
      what: "a dead letter from nowhere",
      change: { letters: ["t-0@1", "t-0@7"] },
      differs: {
        wrong: ["no record is at t-0@7, from which a dead letter came"],
      },
    },
    {
      what: "a repeated dead letter",
      change: { letters: ["t-0@1", "t-0@1"] },
      differs: { duplicateLetters: 1 },
    },
    {
      what: "no value that the harm has taken",
      change: {
        rows: wrongRow,
        mayLack: () => ["humidity" as const],
      },
      differs: {},
    },
  ]
) {
  Deno.test(`balance() finds ${what}`, () => {
    assertEquals(balance({ ...books, ...change }), {
      produced: 3,
      rows: 2,
      deadLetters: 1,
      lost: [],
      wrong: [],
      duplicateLetters: 0,
      ...differs,
    });
  });
}
