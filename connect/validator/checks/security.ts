import { sinkSettings } from "../catalogue/sink_settings.ts";
import { hasProviderReference } from "../connector_config.ts";
import type { CheckContext } from "./check_context.ts";
import { checkBase64 } from "./sink_globals.ts";

/** Checks `auth.*` and `ssl.*`. Files named there exist on the worker only, so whether they do is left open. */
export function checkSecurity(context: CheckContext): void {
  const { config, report } = context;
  for (
    const [setting, fact] of Object.entries({
      ...sinkSettings.auth,
      ...sinkSettings.ssl,
    })
  ) {
    report.checkValue(config, setting, fact);
  }
  checkCredentials(context);
  checkGssapi(context);
  checkTls(context);
  checkSecrets(context);
}

function checkCredentials({ config, report }: CheckContext): void {
  const username = config["auth.username"];
  const password = config["auth.password"];
  const provider = config["auth.provider"]?.trim() ?? "None";
  if (hasProviderReference(provider)) return;
  if (provider === "GSSAPI") {
    for (const setting of ["auth.username", "auth.password"]) {
      if (config[setting] !== undefined) {
        report.add("setting-unused", {
          setting,
          message: `${setting} has no effect with auth.provider=GSSAPI`,
        });
      }
    }
    return;
  }
  const hasPassword = (password ?? "").trim() !== "";
  const hasUsername = (username ?? "").trim() !== "";
  if (hasPassword && !hasUsername) {
    report.add("auth-username-missing", {
      setting: username === undefined ? "auth.password" : "auth.username",
      message: "auth.password is given without auth.username",
    });
  } else if (hasUsername && !hasPassword) {
    report.add("auth-half", {
      setting: password === undefined ? "auth.username" : "auth.password",
      message: "auth.username is given without auth.password",
    });
  } else if (provider === "PLAIN" && !hasUsername) {
    report.add("auth-half", {
      setting: "auth.provider",
      message: "auth.provider is PLAIN, but there are no credentials",
      fix: 'add "auth.username" and "auth.password"',
    });
  }
}

function checkGssapi({ config, report }: CheckContext): void {
  const provider = config["auth.provider"]?.trim() ?? "None";
  const settings = Object.keys(config).filter((setting) =>
    setting in sinkSettings.auth && setting.startsWith("auth.gssapi.")
  );
  if (provider === "GSSAPI") {
    if (config["auth.gssapi.service"]?.trim() === "") {
      report.add("gssapi-service-empty", {
        setting: "auth.gssapi.service",
        message: "auth.gssapi.service is empty",
      });
    }
    checkBase64("auth.gssapi.keyTab", { config, report });
    if (settings.includes("auth.gssapi.keyTab")) {
      report.couldNotCheck(
        "auth.gssapi.keyTab: whether the worker can read it",
      );
    }
  } else if (settings.length > 0 && !hasProviderReference(provider)) {
    report.add("setting-unused", {
      setting: settings[0]!,
      message: `${settings.join(", ")} has no effect: auth.provider is ${
        provider || "empty"
      }`,
      fix: 'add "auth.provider": "GSSAPI", or remove it',
    });
  }
}

const tlsFiles = [
  "ssl.keystore.path",
  "ssl.truststore.path",
  "ssl.openssl.keyCertChain",
  "ssl.openssl.privateKey",
];

function checkTls({ config, report }: CheckContext): void {
  const provider = config["ssl.provider"]?.trim() ?? "None";
  const given = (setting: string) => (config[setting]?.trim() ?? "") !== "";
  if (
    provider === "OpenSSL" &&
    given("ssl.openssl.keyCertChain") !== given("ssl.openssl.privateKey")
  ) {
    const missing = given("ssl.openssl.keyCertChain")
      ? "ssl.openssl.privateKey"
      : "ssl.openssl.keyCertChain";
    report.add("openssl-half", {
      setting: missing,
      message: `${missing} is missing`,
    });
  }
  const files = tlsFiles.filter(given);
  for (const setting of files) checkBase64(setting, { config, report });
  if (files.some((setting) => !config[setting]!.startsWith("base64:"))) {
    report.couldNotCheck(
      `${files.join(", ")}: whether the worker can read the file`,
    );
  }
  if (provider === "None") {
    const unused = [
      ...files,
      ...[
        "ssl.keystore.password",
        "ssl.truststore.password",
        "ssl.cipherSuites",
      ]
        .filter(given),
    ];
    if (unused.length > 0) {
      report.add("setting-unused", {
        setting: unused[0]!,
        message: `${
          unused.join(", ")
        } does not switch TLS on: ssl.provider is None`,
        fix: 'add "ssl.provider": "JDK" or "OpenSSL", or remove it',
      });
    }
  }
}

function checkSecrets({ config, report }: CheckContext): void {
  const secrets =
    /^(auth\.password|ssl\.(keystore|truststore)\.password|datastax-java-driver\..*password|(consumer|producer|admin)\.override\.(sasl\.jaas\.config|ssl\..*password))$/;
  for (const [setting, value] of Object.entries(config)) {
    if (!secrets.test(setting) || value.trim() === "") continue;
    if (hasProviderReference(value)) continue;
    report.add("secret-in-clear", {
      setting,
      message: `${setting} holds a password as plain text`,
    });
  }
}
