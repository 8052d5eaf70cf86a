// What one writes first in Deno: each record its own statement, 256 of them at a time.
import { concurrent } from "cassandra-driver";
import { parametersOf, serveRuns } from "./_runs.ts";

await serveRuns(async ({ client, insert }, values) => {
  await concurrent.executeConcurrent(
    client,
    insert,
    values.map(parametersOf),
    { concurrencyLevel: 256 },
  );
});
