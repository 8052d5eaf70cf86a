import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../scripts/shared/exit.ts";
import {
  describeStarted,
  refuseOtherShape,
} from "../../../scripts/stack/shape.ts";
import { stackSettings } from "./_settings.ts";

for (
  const { name, cluster, message } of [
    {
      name: "kafka-2",
      cluster: true,
      message: "Cannot start one of each service: a cluster runs in",
    },
    {
      name: "kafka",
      cluster: false,
      message: "Cannot start a cluster: one of each service runs in",
    },
  ]
) {
  Deno.test(`refuseOtherShape() refuses the other shape while ${name} runs, and forgets it when it has ended`, async () => {
    const STACK_DIR = await Deno.makeTempDir({ prefix: "shape-" });
    await using running = startSleeper();
    const settings = { ...stackSettings, STACK_DIR };
    await Deno.mkdir(`${STACK_DIR}/run`);
    await Deno.writeTextFile(
      `${STACK_DIR}/run/${name}.json`,
      JSON.stringify({ pid: running.pid, marker: "sleep 60" }),
    );
    assertEquals((await describeStarted(settings)).shape.cluster, cluster);
    await refuseOtherShape(settings, { cluster });
    const error = await assertRejects(
      () => refuseOtherShape(settings, { cluster: !cluster }),
      UserError,
    );
    assertEquals(
      error.message,
      `${message} ${STACK_DIR} (${name}, process ${running.pid})`,
    );
    assertEquals(error.fix, "stop it first: deno task down");
    await running.end();
    await refuseOtherShape(settings, { cluster: !cluster });
    assertEquals((await describeStarted(settings)).shape.cluster, false);
    await Deno.remove(STACK_DIR, { recursive: true });
  });
}

function startSleeper() {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  let isEnded = false;
  return {
    pid: child.pid,
    async end() {
      if (isEnded) return;
      isEnded = true;
      child.kill("SIGKILL");
      await child.status;
    },
    [Symbol.asyncDispose]() {
      return this.end();
    },
  };
}
