import { UserError } from "../../shared/exit.ts";
import { pathExists, removeIfThere } from "../files.ts";
import { findFreePorts, isFree } from "../ports.ts";
import { runCommand, runShell } from "../shell.ts";
import { connectSecurityFiles } from "./connect_security.ts";
import {
  clientNames,
  type Identity,
  type PasswordName,
  type Passwords,
  renderEnvironment,
  roleSettings,
  securityFiles,
  type StackSecurity,
  type TaskUser,
  taskUsers,
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
  if (!await pathExists(files.options)) return undefined;
  const [passwords, options, certificates] = await Promise.all([
    readJson(files.passwords),
    readJson(files.options),
    readCertificates(dir),
  ]);
  return { dir, passwords, ...options, ...certificates };
}

async function readCertificates(
  dir: string,
): Promise<Pick<StackSecurity, "ca" | "identities">> {
  const files = securityFiles(dir);
  const identities = await Promise.all(
    taskUsers.map(async (name): Promise<[TaskUser, Identity]> => [name, {
      certificate: await Deno.readTextFile(files.certificateOf(name)),
      key: await Deno.readTextFile(files.keyOf(name)),
    }]),
  );
  return {
    ca: await Deno.readTextFile(files.ca),
    identities: Object.fromEntries(identities) as Record<TaskUser, Identity>,
  };
}

/** What {@linkcode ensureSecurity} needs to know. */
export interface MaterialOptions {
  readonly javaHome: string;
  /** Whether a broker uses the port of before. */
  readonly isKafkaRunning: boolean;
  /** Addresses of the brokers. */
  readonly hosts: readonly string[];
  /** Whether clients need certificates; a stack where they did before goes on so. */
  readonly mutualTls: boolean;
}

/**
 * Makes what a stack with logins needs: passwords, which stay, and certificates, which are made anew a week before they
 * run out.
 *
 * @throws {UserError} if there are data of a stack without logins, or no openssl.
 */
export async function ensureSecurity(
  stackDir: string,
  { javaHome, isKafkaRunning, hosts, mutualTls }: MaterialOptions,
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
  const options: Pick<StackSecurity, "mutualPort" | "mutualTls"> = {
    mutualPort: found !== undefined &&
        (isKafkaRunning || await isFree(found.mutualPort, hosts))
      ? found.mutualPort
      : (await findFreePorts(1, hosts))[0]!,
    mutualTls: mutualTls || found?.mutualTls === true,
  };
  const security = {
    dir,
    passwords,
    ...options,
    ...await readCertificates(dir),
  };
  await writeSecrets({
    [files.passwords]: JSON.stringify(passwords, null, 2),
    ...connectSecurityFiles(security),
    ...Object.fromEntries(
      Object.entries(roleSettings(security)).map(([role, settings]) => [
        `${dir}/${role}.env`,
        renderEnvironment(settings),
      ]),
    ),
    [files.options]: JSON.stringify(options),
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

/** One CA for all, whose key is not kept: what it signs is made at once. $3 are the clients. */
const script = `
set -e
cd "$1"
umask 077
newkey="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $newkey -keyout ca.key -out ca.pem -days 825 -subj "/CN=cities-weather local CA"
for name in kafka connect cassandra $3; do
  openssl req $newkey -keyout $name.key -out $name.csr -subj "/CN=$name"
  {
    echo "basicConstraints=critical,CA:FALSE"
    echo "keyUsage=critical,digitalSignature"
    case $name in kafka|connect|cassandra)
      echo "extendedKeyUsage=serverAuth,clientAuth"
      echo "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3";;
    *)
      echo "extendedKeyUsage=clientAuth"
    esac
  } > $name.ext
  openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 820 -extfile $name.ext -out $name.pem
  rm $name.csr $name.ext
done
for name in kafka cassandra worker; do
  cat $name.key $name.pem ca.pem > $name.store.pem
done
for name in connect sink; do
  openssl pkcs12 -export -name $name -in $name.pem -inkey $name.key -certfile ca.pem -out $name.p12 -passout file:$name.password
done
rm -f truststore.p12
"$2/bin/keytool" -importcert -noprompt -alias ca -file ca.pem -keystore truststore.new -storetype PKCS12 -storepass:file truststore.password
rm ca.key ca.srl *.password
mv truststore.new truststore.p12
`;

async function makeCertificates(
  dir: string,
  { javaHome, passwords }: {
    readonly javaHome: string;
    readonly passwords: Passwords;
  },
): Promise<void> {
  await writeSecrets(Object.fromEntries(
    users.store.map((name) => [
      `${dir}/${name}.password`,
      passwords[`store.${name}`],
    ]),
  ));
  const { code, text } = await runShell(`{ ${script} } 2>&1`, [
    dir,
    javaHome,
    clientNames.join(" "),
  ]);
  if (code === 0) return;
  throw new UserError(
    `Cannot make certificates in ${dir}: ${
      text.trim().split("\n").slice(-3).join("\n  ")
    }`,
    "openssl makes them: install it, or put a version 1.1.1 or later on the PATH",
  );
}
