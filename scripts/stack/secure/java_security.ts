import type { ServiceName, StackDescription } from "../description.ts";
import { cassandraSecurityArguments } from "./cassandra_security.ts";
import { connectSecurityArguments } from "./connect_security.ts";

/** Options of Java that a service of a stack with logins has before all others; none of one without. */
export function javaSecurityArguments(
  { security, replicas }: StackDescription,
  service: ServiceName,
): readonly string[] {
  if (security === undefined) return [];
  switch (service) {
    case "kafka":
      return [];
    case "connect":
      return connectSecurityArguments(security);
    case "cassandra":
      return cassandraSecurityArguments(replicas);
  }
}
