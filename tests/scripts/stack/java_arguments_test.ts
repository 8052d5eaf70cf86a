import { assert, assertEquals } from "@std/assert";
import {
  describeStack,
  serviceNames,
} from "../../../scripts/stack/description.ts";
import {
  listJavaArguments,
  renderArgumentFile,
} from "../../../scripts/stack/java_arguments.ts";
import { internalPorts, stackSettings } from "./_settings.ts";

const stack = describeStack(stackSettings, internalPorts);

for (const name of serviceNames) {
  Deno.test(`listJavaArguments() sets the heap of ${name}`, () => {
    const { heap, mainClass } = stack.services[name];
    const list = listJavaArguments(stack, name, "/lib");
    assertEquals(list.slice(0, 2), [`-Xms${heap}`, `-Xmx${heap}`]);
    assert(list.includes(mainClass));
  });
}

Deno.test("listJavaArguments() writes a path with a blank as a URL where Java wants one", () => {
  assert(
    listJavaArguments(stack, "cassandra", "/lib").includes(
      "-Dcassandra.config=file:///srv/my%20stack/config/cassandra/cassandra.yaml",
    ),
  );
});

Deno.test("renderArgumentFile() quotes blanks, quotes and backslashes", () => {
  assertEquals(
    renderArgumentFile(["-cp", "/my libs/*", 'a"b\\c']),
    '"-cp"\n"/my libs/*"\n"a\\"b\\\\c"\n',
  );
});
