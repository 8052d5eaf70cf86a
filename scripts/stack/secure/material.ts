import { UserError } from "../../shared/exit.ts";
import { pathExists, removeIfThere } from "../files.ts";
import { findFreePorts, isTaken } from "../ports.ts";
import { runCommand, runShell } from "../shell.ts";
import { connectSecurityFiles } from "./connect_security.ts";
import {
  type PasswordName,
  type Passwords,
  renderEnvironment,
  roleSettings,
  securityFiles,
  type StackSecurity,
  users,
} from "./security.ts";

/** Folder with the certificates and passwords of the stack in a folder; a stack that has it is one with logins. */
export function securityDir(stackDir: string): string {
  return `${stackDir}/secure`;
}

/** Reads the certificates and passwords of a stack; undefined for one without. */
export async function findSecurity(
  stackDir: string,
): Promise<StackSecurity | undefined> {
  const dir = securityDir(stackDir);
  const files = securityFiles(dir);
  if (!await pathExists(files.truststore)) return undefined;
  const [passwords, ports, ca] = await Promise.all([
    readJson(files.passwords),
    readJson(files.ports),
    Deno.readTextFile(files.ca),
  ]);
  return { dir, passwords, ca, mutualPort: ports.mutual };
}

/** What {@linkcode ensureSecurity} needs to know. */
export interface MaterialOptions {
  readonly javaHome: string;
  /** Whether a broker uses the port of before. */
  readonly isKafkaRunning: boolean;
}

/**
 * Makes what a stack with logins needs: passwords, which stay, and certificates, which are made anew a week before they
 * run out.
 *
 * @throws {UserError} if there are data of a stack without logins, or no openssl.
 */
export async function ensureSecurity(
  stackDir: string,
  { javaHome, isKafkaRunning }: MaterialOptions,
): Promise<StackSecurity> {
  const dir = securityDir(stackDir);
  const files = securityFiles(dir);
  const found = await findSecurity(stackDir);
  if (found === undefined) {
    // Kafka makes its first users when its folder is made, and only then.
    if (
      await pathExists(`${stackDir}/data/kafka`) ||
      await pathExists(`${stackDir}/data/kafka-1`)
    ) {
      throw new UserError(
        `Cannot add logins to the stack in ${stackDir}: its data were made without`,
        "delete them (deno task down --wipe), or choose another folder (STACK_DIR)",
      );
    }
    await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  }
  const passwords = found?.passwords ?? makePasswords();
  if (found === undefined || !await areValid(dir)) {
    await makeCertificates(dir, { javaHome, passwords });
  }
  const mutualPort =
    found !== undefined && (isKafkaRunning || !await isTaken(found.mutualPort))
      ? found.mutualPort
      : (await findFreePorts(1))[0]!;
  const ca = await Deno.readTextFile(files.ca);
  const security = { dir, passwords, ca, mutualPort };
  await writeSecrets({
    [files.passwords]: JSON.stringify(passwords, null, 2),
    [files.ports]: JSON.stringify({ mutual: mutualPort }),
    ...connectSecurityFiles(security),
    ...Object.fromEntries(
      Object.entries(roleSettings(security)).map(([role, settings]) => [
        `${dir}/${role}.env`,
        renderEnvironment(settings),
      ]),
    ),
  });
  return security;
}

/** Writes files that only their owner may read. */
export async function writeSecrets(
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    // The mode of a file that is there would stay as it is.
    await removeIfThere(path);
    await Deno.writeTextFile(path, text, { mode: 0o600 });
  }
}

async function readJson(path: string) {
  return JSON.parse(await Deno.readTextFile(path));
}

function makePasswords(): Passwords {
  const names = Object.entries(users).flatMap(([service, names]) =>
    names.map((name) => `${service}.${name}` as PasswordName)
  );
  return Object.fromEntries(
    names.map((name) => [
      name,
      crypto.getRandomValues(new Uint8Array(24))
        .toBase64({ alphabet: "base64url", omitPadding: true }),
    ]),
  ) as Passwords;
}

const weekInSeconds = 7 * 24 * 60 * 60;

async function areValid(dir: string): Promise<boolean> {
  const { code } = await runCommand([
    "openssl",
    "x509",
    "-checkend",
    String(weekInSeconds),
    "-noout",
    "-in",
    `${dir}/kafka.pem`,
  ]);
  return code === 0;
}

/** One CA for all, whose key is not kept: what it signs is made at once. */
const script = `
set -e
cd "$1"
umask 077
newkey="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $newkey -keyout ca.key -out ca.pem -days 825 -subj "/CN=cities-weather local CA"
for name in kafka connect cassandra admin; do
  openssl req $newkey -keyout $name.key -out $name.csr -subj "/CN=$name"
  {
    echo "basicConstraints=critical,CA:FALSE"
    echo "keyUsage=critical,digitalSignature"
    if [ $name = admin ]; then
      echo "extendedKeyUsage=clientAuth"
    else
      echo "extendedKeyUsage=serverAuth,clientAuth"
      echo "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3"
    fi
  } > $name.ext
  openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 820 -extfile $name.ext -out $name.pem
  rm $name.csr $name.ext
done
cat kafka.key kafka.pem ca.pem > kafka.store.pem
cat cassandra.key cassandra.pem ca.pem > cassandra.store.pem
openssl pkcs12 -export -name connect -in connect.pem -inkey connect.key -certfile ca.pem -out connect.p12 -passout file:connect.password
rm -f truststore.p12
"$2/bin/keytool" -importcert -noprompt -alias ca -file ca.pem -keystore truststore.new -storetype PKCS12 -storepass:file truststore.password
rm ca.key ca.srl connect.password truststore.password
mv truststore.new truststore.p12
`;

async function makeCertificates(
  dir: string,
  { javaHome, passwords }: {
    readonly javaHome: string;
    readonly passwords: Passwords;
  },
): Promise<void> {
  await writeSecrets({
    [`${dir}/connect.password`]: passwords["store.connect"],
    [`${dir}/truststore.password`]: passwords["store.truststore"],
  });
  const { code, text } = await runShell(`{ ${script} } 2>&1`, [dir, javaHome]);
  if (code === 0) return;
  throw new UserError(
    `Cannot make certificates in ${dir}: ${
      text.trim().split("\n").slice(-3).join("\n  ")
    }`,
    "openssl makes them: install it, or put a version 1.1.1 or later on the PATH",
  );
}
