// Asks one peer as the tasks do, in a process of its own, and says what became of it and the most memory it took.
import * as z from "zod";
import { requestConnect } from "../connect/connect_http.ts";
import { askHttp } from "../weather/http.ts";

const [client, url = ""] = Deno.args;
let message: string;
if (client === "weather") {
  const answer = await askHttp(new URL(url), {
    fetch,
    timeoutMs: 60_000,
    signal: new AbortController().signal,
  });
  message = "kind" in answer ? answer.reason : "answered";
} else {
  try {
    await requestConnect({ url, timeoutMs: 60_000 }, z.unknown(), {
      path: "/",
      action: "ask",
    });
    message = "answered";
  } catch (error) {
    message = String(error);
  }
}
// deno-lint-ignore no-console
console.log(JSON.stringify({ message, peakBytes: await readPeak() }));

async function readPeak(): Promise<number> {
  try {
    const status = await Deno.readTextFile("/proc/self/status");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024;
  } catch {
    return Deno.memoryUsage().rss;
  }
}
