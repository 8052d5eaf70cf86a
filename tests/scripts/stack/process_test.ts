import { assertEquals, assertGreater } from "@std/assert";
import {
  isAlive,
  type ProcessRecord,
  readMemory,
  readProcessRecord,
  spawnDetached,
  stopProcess,
} from "../../../scripts/stack/process.ts";

/** Starts a process with a marker on its command line, which is ended with the test. */
async function startProcess(script: string) {
  const dir = await Deno.makeTempDir();
  const marker = `@${dir}/java.args`;
  const logFile = `${dir}/log`;
  const pid = spawnDetached(
    ["sh", "-c", `${script}; echo ready; while :; do sleep 0.05; done`, marker],
    { logFile, cwd: dir },
  );
  while (!(await readIfThere(logFile)).includes("ready")) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const record: ProcessRecord = {
    pid,
    marker,
    startedAt: new Date(0).toISOString(),
    digest: "",
    port: 1,
    internalPort: null,
  };
  return {
    record,
    logFile,
    async [Symbol.asyncDispose]() {
      await stopProcess(record, 5_000);
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function readIfThere(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "");
}

Deno.test("isAlive() knows a process by its command line", async () => {
  await using process = await startProcess(":");
  assertEquals(await isAlive(process.record), true);
});

Deno.test("isAlive() takes another process of the same number for gone", async () => {
  await using process = await startProcess(":");
  assertEquals(
    await isAlive({ pid: process.record.pid, marker: "@/another/java.args" }),
    false,
  );
});

Deno.test("readMemory() tells how much a process holds, and nothing of one that is gone", async () => {
  await using process = await startProcess(":");
  assertGreater(await readMemory(process.record.pid), 100_000);
  await stopProcess(process.record, 5_000);
  assertEquals(await readMemory(process.record.pid), null);
});

Deno.test("stopProcess() asks, and the process ends by itself", async () => {
  await using process = await startProcess(
    "trap 'echo asked; exit 0' TERM",
  );
  assertEquals(await stopProcess(process.record, 5_000), "stopped");
  assertEquals(await isAlive(process.record), false);
  assertEquals(await Deno.readTextFile(process.logFile), "ready\nasked\n");
});

Deno.test("stopProcess() ends one that does not obey by force", async () => {
  await using process = await startProcess("trap '' TERM");
  assertEquals(await stopProcess(process.record, 200), "killed");
  assertEquals(await isAlive(process.record), false);
});

Deno.test("stopProcess() leaves another process of the same number alone", async () => {
  await using process = await startProcess(":");
  const stale = { ...process.record, marker: "@/another/java.args" };
  assertEquals(await stopProcess(stale, 200), "not running");
  assertEquals(await isAlive(process.record), true);
});

Deno.test("spawnDetached() keeps the log of the start before", async () => {
  const dir = await Deno.makeTempDir();
  const logFile = `${dir}/log`;
  for (const text of ["first", "second"]) {
    spawnDetached(["echo", text], { logFile, cwd: dir });
    while (!(await readIfThere(logFile)).includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  assertEquals(await Deno.readTextFile(logFile), "second\n");
  assertEquals(await Deno.readTextFile(`${logFile}.previous`), "first\n");
  await Deno.remove(dir, { recursive: true });
});

for (
  const [what, text] of [
    ["damaged", '{"pid": 12'],
    ["of another form", '{"pid": "12"}'],
  ] as const
) {
  Deno.test(`readProcessRecord() takes a file that is ${what} for none`, async () => {
    const path = await Deno.makeTempFile();
    await Deno.writeTextFile(path, text);
    assertEquals(await readProcessRecord(path), undefined);
    await Deno.remove(path);
  });
}
