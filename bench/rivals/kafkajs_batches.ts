// The fastest that one writes by hand in Deno: UNLOGGED batches of up to 100 rows of one city. No dead letters, and an
// error ends it. So many at a time, as a driver with thousands of them in its queue answers that all hosts are busy.
import { parametersOf, serveRuns } from "./_runs.ts";

const rowsPerBatch = 100;
const batchesAtATime = 64;

await serveRuns(async ({ client, insert }, values) => {
  let batches: Promise<unknown>[] = [];
  for (const ofCity of Map.groupBy(values, ({ city }) => city).values()) {
    for (let start = 0; start < ofCity.length; start += rowsPerBatch) {
      const queries = ofCity.slice(start, start + rowsPerBatch)
        .map((value) => ({ query: insert, params: parametersOf(value) }));
      batches.push(client.batch(queries, { prepare: true, logged: false }));
      if (batches.length === batchesAtATime) {
        await Promise.all(batches);
        batches = [];
      }
    }
  }
  await Promise.all(batches);
});
