/**
 * What a shell runs at each Tab after `deno task`, with the words after that: prints how the last may go on. It is no
 * task, and imports little, as somebody waits for it.
 *
 * @module
 */
import { completeTask } from "./complete_task.ts";

if (import.meta.main) {
  await completeTask(new URL("../../", import.meta.url), Deno.args);
}
