// Only where a certificate is set does a command need it.
import defer * as crypto from "node:crypto";

/** Folders that tasks may read secrets and certificates from, beside the variables themselves: deno.json names them. */
export const secretFolders = ["certs", "/run/secrets"] as const;

/** Variables with the contents of the files that some of them name, and what is wrong with those. */
export interface ReadSecrets {
  readonly variables: Record<string, string>;
  /** A line each, beginning with the variable's name. */
  readonly faults: string[];
}

/**
 * Picks the variables that are set, of which an empty one is none, and reads the files that they name: `X_FILE` gives X
 * its first line, and what ends in `_SSL_CA`, `_SSL_CERT` or `_SSL_KEY` becomes PEM text where it is not already.
 */
export function readSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): ReadSecrets {
  const set = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] =>
      entry[1] !== undefined && entry[1] !== ""
    ),
  );
  const variables = { ...set };
  const faults: string[] = [];
  for (const [name, value] of Object.entries(set)) {
    try {
      const target = /^(.+(?:PASSWORD|API_KEY|TOKEN))_FILE$/.exec(name)?.[1];
      if (target !== undefined) {
        if (set[target] !== undefined) {
          faults.push(`${name}: ${target} is set, too; keep one`);
        } else {
          variables[target] = readSecretFile(value);
        }
      } else if (/_SSL_(CA|CERT|KEY)$/.test(name)) {
        variables[name] = readPem(name, value);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push(`${name}: ${error.message}`);
    }
  }
  for (const service of ["KAFKA", "CONNECT", "CASSANDRA"]) {
    const certificate = variables[`${service}_SSL_CERT`];
    const key = variables[`${service}_SSL_KEY`];
    if (certificate === undefined || key === undefined) continue;
    if (faults.length > 0) continue;
    const belongs = new crypto.X509Certificate(certificate)
      .checkPrivateKey(crypto.createPrivateKey(key));
    if (!belongs) {
      faults.push(
        `${service}_SSL_KEY: is not the key of the certificate in ${service}_SSL_CERT`,
      );
    }
  }
  return { variables, faults };
}

function readSecretFile(path: string): string {
  const secret = readFile(path).split(/\r?\n/, 1)[0]!;
  if (secret === "") throw new RangeError(`the first line of ${path} is empty`);
  return secret;
}

function readPem(name: string, value: string): string {
  const isText = value.includes("-----BEGIN ");
  const text = isText ? value : readFile(value);
  const where = isText ? "its text" : value;
  if (name.endsWith("_KEY")) {
    try {
      crypto.createPrivateKey(text);
    } catch {
      throw new RangeError(
        `${where} is no private key in PEM without a password ("-----BEGIN PRIVATE KEY-----")`,
      );
    }
    return text;
  }
  const certificates = text.match(
    /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g,
  ) ?? [];
  if (certificates.length === 0) {
    throw new RangeError(
      `${where} has no certificate in PEM ("-----BEGIN CERTIFICATE-----")`,
    );
  }
  for (const certificate of certificates) {
    let validTo: string;
    try {
      ({ validTo } = new crypto.X509Certificate(certificate));
    } catch {
      throw new RangeError(`${where} has a damaged certificate`);
    }
    // One of several CAs may have run out where another has not.
    if (certificates.length === 1 && new Date(validTo).getTime() < Date.now()) {
      throw new RangeError(`the certificate in ${where} ran out on ${validTo}`);
    }
  }
  return text;
}

function readFile(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new RangeError(
        `this task may not read ${path}: put the file into ${
          secretFolders.join("/ or ")
        }/, or its text into the variable`,
      );
    }
    if (error instanceof Deno.errors.NotFound) {
      throw new RangeError(`there is no file ${path}`);
    }
    throw new RangeError(
      `cannot read ${path}: ${error instanceof Error ? error.message : error}`,
    );
  }
}
