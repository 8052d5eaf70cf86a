/** The services whose variables {@linkcode fixOfTlsFault} names. */
export type TlsService = "KAFKA" | "CONNECT" | "CASSANDRA";

const plainOf = {
  KAFKA: "set KAFKA_SECURITY_PROTOCOL to PLAINTEXT or SASL_PLAINTEXT",
  CONNECT: "write http:// in CONNECT_URL",
  CASSANDRA: "set CASSANDRA_SSL=false",
} as const;

const addressOf = {
  KAFKA: "KAFKA_BROKERS",
  CONNECT: "CONNECT_URL",
  CASSANDRA: "CASSANDRA_CONTACT_POINTS (or CASSANDRA_SSL_HOSTNAME_CHECK=false)",
} as const;

/**
 * What to do about a TLS connection that failed, by its error's text (rustls's words, or those of Node that Deno puts in
 * their place); undefined if TLS was not the reason.
 */
export function fixOfTlsFault(
  error: Error,
  service: TlsService,
): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const text = `${code} ${error.message}`;
  if (/ALTNAME|not valid for (any )?name|NotValidForName/.test(text)) {
    return `name the server in ${
      addressOf[service]
    } as its certificate does, or give it a certificate with this name`;
  }
  if (/HAS_EXPIRED|certificate expired|Expired/.test(text)) {
    return "the server's certificate has run out: renew it, or correct this machine's clock";
  }
  if (
    /UNABLE_TO_(VERIFY|GET_ISSUER)|SELF_SIGNED|UnknownIssuer|CaUsedAsEndEntity|BadSignature|invalid peer certificate/
      .test(text)
  ) {
    return `set ${service}_SSL_CA to the PEM file of the CA that signed the server's certificate`;
  }
  if (/WRONG_VERSION|InvalidContentType|corrupt message/.test(text)) {
    return `what answers there speaks no TLS: ${
      plainOf[service]
    }, or the port of its TLS listener`;
  }
  if (
    /alert.*(CertificateRequired|certificate required|HandshakeFailure|handshake failure|BadCertificate|bad certificate|UnknownCA|CertificateUnknown|AccessDenied)/i
      .test(text)
  ) {
    return `the server wants a client certificate that it trusts: set ${service}_SSL_CERT and ${service}_SSL_KEY`;
  }
  // Cassandra's answer to a certificate of a CA that it does not know.
  if (/alert.*(InternalError|internal error)/i.test(text)) {
    return `the server broke off: it may want a client certificate that it trusts (${service}_SSL_CERT and ${service}_SSL_KEY), and its log says why`;
  }
  if (/alert.*ProtocolVersion|PeerIncompatible/i.test(text)) {
    return "the server must speak TLS 1.2 or 1.3";
  }
  return undefined;
}
