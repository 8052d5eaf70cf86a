// A local stack with logins, TLS and rights on every connection, used as users do.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { assertCode } from "./_pipeline.ts";
import { checkMutualTls } from "./_secure_mutual.ts";
import { refuseOthers } from "./_secure_refusals.ts";
import { checkRights } from "./_secure_rights.ts";
import { lookForSecrets, planted } from "./_secure_secrets.ts";
import {
  createSecureStack,
  readFolder,
  type SecureStack,
} from "./_secure_stack.ts";

Deno.test("a stack with logins runs the pipeline, refuses the others, gives each role its rights, and tells no secret", async (t) => {
  await using stack = await createSecureStack(planted);
  let operator: Record<string, string> = {};

  await t.step("up --secure starts it", async () => {
    assertCode(await stack.run(["up", "--secure"], stack.places), 0);
    operator = await stack.operator();
    assertEquals(operator["KAFKA_SECURITY_PROTOCOL"], "SASL_SSL");
    for (const { where } of await readFolder(`${stack.dir}/secure`)) {
      const { mode } = await Deno.stat(where);
      assertEquals((mode ?? 0) & 0o077, 0, `${where} is for its owner only`);
    }
  });

  await t.step("up and stack:status know that it has logins", async () => {
    const again = await stack.run(["up"], stack.places);
    assertCode(again, 0);
    assertEquals(/starting|restarting/.test(again.stderr), false, again.stderr);
    assertCode(await stack.run(["stack:status", "--json"], stack.places), 0);
  });

  await t.step("the pipeline runs on it", () => runPipeline(stack));
  await t.step(
    "wrong logins and certificates are told",
    () => refuseOthers(stack),
  );
  await t.step(
    "each role can do its work and nothing else",
    () => checkRights(stack),
  );
  await t.step(
    "no secret is printed, logged or answered",
    () => lookForSecrets(stack),
  );
  await t.step(
    "up --mutual-tls has all services ask for certificates, too",
    () => checkMutualTls(stack),
  );
});

/** A config that the tables do not fit does not run, and what ran before runs again. */
async function failToDeploy(stack: SecureStack): Promise<void> {
  const { stdout } = await stack.run(["connect:generate", "--stdout"]);
  const file = `${stack.dir}/unfit.json`;
  await Deno.writeTextFile(
    file,
    stdout.replace("humidity=value.humidity", "nope=value.humidity"),
  );
  const failed = await stack.run(["connect:deploy", "--no-validate", file]);
  assertCode(failed, 1);
  assertStringIncludes(failed.stdout, "has no column nope");
  assertStringIncludes(
    failed.stdout,
    "rolled back: the previous config is RUNNING again",
  );
}

async function runPipeline(stack: SecureStack): Promise<void> {
  assertCode(await stack.run(["schema", "--roles", "--json"]), 0);
  assertCode(await stack.run(["connect:plan"]), 2);
  assertCode(await stack.run(["connect:deploy"]), 0);
  await failToDeploy(stack);
  // By the roles' own logins: they can do their work.
  const produced = await stack.run(
    ["produce", "--once", "--source", "replay"],
    await stack.role("producer"),
  );
  assertCode(produced, 0);
  const settings = stack.settings(await stack.operator());
  const producer = createKafka(settings).producer();
  await producer.connect();
  await producer.send({
    topic: settings.KAFKA_TOPIC,
    messages: [{ key: "Cairo", value: '{"city": 5}' }],
  });
  await producer.disconnect();
  const verified = await stack.run(
    ["verify", "--json"],
    await stack.role("verifier"),
  );
  assertCode(verified, 0);
  // The verifier may look into the dead letters.
  assertStringIncludes(verified.stdout, '"deadLetter"');
  const letters = await stack.run(["dlq", "list", "--json"]);
  assertCode(letters, 0);
  assertStringIncludes(letters.stdout, "Cairo");
  assertCode(await stack.run(["connect:status", "--json"]), 0);
}
