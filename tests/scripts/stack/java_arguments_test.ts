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
const context = { libraryDir: "/lib", shape: stack.shape };

for (const name of serviceNames) {
  Deno.test(`listJavaArguments() sets the heap of ${name}`, () => {
    const [node] = stack.services[name];
    const { heap, mainClass } = node;
    const list = listJavaArguments(node, context);
    assertEquals(list.slice(0, 2), [`-Xms${heap}`, `-Xmx${heap}`]);
    assert(list.includes(mainClass));
  });
}

Deno.test("listJavaArguments() writes a path with a blank as a URL where Java wants one", () => {
  assert(
    listJavaArguments(stack.services.cassandra[0], context).includes(
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
