import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeCertificates } from "../scripts/shared/_certificates.ts";
import { assertCode } from "./_pipeline.ts";
import { toAdmin, toCassandra, toConnect, told } from "./_secure_refusals.ts";
import {
  findSecrets,
  listSecrets,
  readFolder,
  type SecureStack,
} from "./_secure_stack.ts";

const variables = (service: string) =>
  [`${service}_SSL_CERT`, `${service}_SSL_KEY`] as const;

/**
 * Has all services of a stack that runs the pipeline ask their clients for certificates, and asserts that the pipeline
 * goes on, that nobody gets in without, and that no key is told.
 */
export async function checkMutualTls(stack: SecureStack): Promise<void> {
  const up = await stack.run(["up", "--mutual-tls"], stack.places);
  assertCode(up, 0);
  const good = await stack.operator();
  for (const service of ["KAFKA", "CONNECT", "CASSANDRA"]) {
    for (const name of variables(service)) assert(good[name], name);
  }

  const plan = await stack.run(["connect:plan"]);
  assertCode(plan, 2);
  assertStringIncludes(plan.stdout, "ssl.keystore.path");
  assertCode(await stack.run(["connect:deploy"]), 0);
  // Records of now: their rows are not there yet.
  const produced = await stack.run(
    ["produce", "--once", "--source", "replay"],
    await stack.role("producer"),
  );
  assertCode(produced, 0);
  const verified = await stack.run(
    ["verify", "--json"],
    await stack.role("verifier"),
  );
  assertCode(verified, 0);

  await refuseStrangers(stack, good);
  assertEquals(
    findSecrets(
      [...stack.traces, ...await readFolder(`${stack.dir}/logs`)],
      await listSecrets(await stack.security()),
    ),
    [],
  );
}

/** Asserts what is told of clients with the right password and no certificate, or one of a CA that nobody knows. */
async function refuseStrangers(
  stack: SecureStack,
  good: Readonly<Record<string, string>>,
): Promise<void> {
  await using made = await makeCertificates([{
    name: "stranger",
    names: "DNS:stranger",
  }]);
  for (
    const { service, attempt, says } of [
      { service: "KAFKA", attempt: toAdmin, says: "Cannot reach Kafka" },
      {
        service: "CONNECT",
        attempt: toConnect,
        says: "Cannot reach Kafka Connect",
      },
      {
        service: "CASSANDRA",
        attempt: toCassandra,
        says: "Cannot reach Cassandra",
      },
    ]
  ) {
    const [certificate, key] = variables(service);
    for (
      const { fault, change } of [
        {
          fault: "no certificate",
          change: { [certificate]: "", [key]: "" },
        },
        {
          fault: "a certificate of another CA",
          change: {
            [certificate]: made.pem["stranger.pem"]!,
            [key]: made.pem["stranger.key"]!,
          },
        },
      ]
    ) {
      const who = `${service}: ${fault}`;
      const error = await told(
        attempt(stack.settings({ ...good, ...change })),
        who,
      );
      assertStringIncludes(error.message, says, who);
      assertStringIncludes(
        error.fix ?? "",
        "client certificate",
        `${who}: ${error.message}`,
      );
      stack.traces.push({ where: who, text: `${error.message}${error.fix}` });
    }
  }
}
