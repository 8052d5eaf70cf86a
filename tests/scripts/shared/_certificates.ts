// Certificates for tests: openssl makes them, as it does for `deno task up --secure`.

/** A CA, and what it has signed, in a folder of its own that is deleted in the end. */
export interface TestCertificates extends AsyncDisposable {
  readonly dir: string;
  /** PEM text by file name: ca.pem, other.pem (another CA), `<name>.pem` and `<name>.key`. */
  readonly pem: Readonly<Record<string, string>>;
}

const script = `
set -e
cd "$1"; shift
umask 077
key="ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
for ca in ca other; do
  openssl req -x509 -newkey $key -keyout $ca.key -out $ca.pem -days 2 -subj "/CN=test $ca"
done
while [ $# -gt 0 ]; do
  openssl req -newkey $key -keyout $1.key -out $1.csr -subj "/CN=$1"
  echo "subjectAltName=$2" > $1.ext
  openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $3 -extfile $1.ext -out $1.pem
  shift 3
done
`;

/** Makes a CA and certificates. */
export async function makeCertificates(
  certificates: readonly {
    readonly name: string;
    /** Such as `DNS:localhost,IP:127.0.0.1`. */
    readonly names: string;
    /** @default {2} */
    readonly days?: number;
  }[],
): Promise<TestCertificates> {
  const dir = await Deno.makeTempDir({ prefix: "certificates-" });
  const { success, stderr } = await new Deno.Command("sh", {
    args: [
      "-c",
      script,
      "sh",
      dir,
      ...certificates.flatMap((
        { name, names, days = 2 },
      ) => [name, names, String(days)]),
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const pem: Record<string, string> = {};
  for await (const { name } of Deno.readDir(dir)) {
    pem[name] = await Deno.readTextFile(`${dir}/${name}`);
  }
  return {
    dir,
    pem,
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}
