import { assertEquals } from "@std/assert";
import { pickMavenErrors } from "../../../scripts/stack/maven.ts";

Deno.test("pickMavenErrors() leaves out repetitions and general advice", () => {
  assertEquals(
    pickMavenErrors(`[INFO] Building
[ERROR] COMPILATION ERROR :
[ERROR] /p/Sink.java:[31,16] cannot find symbol
[ERROR] Failed to execute goal compile: Compilation failure:
[ERROR] /p/Sink.java:[31,16] cannot find symbol
[ERROR]
[ERROR] -> [Help 1]
[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
[ERROR] Re-run Maven using the -X switch to enable full debug logging.
[ERROR] For more information about the errors and possible solutions, please read the following articles:
[ERROR] [Help 1] http://example.org/
`),
    [
      "COMPILATION ERROR :",
      "/p/Sink.java:[31,16] cannot find symbol",
      "Failed to execute goal compile: Compilation failure:",
    ],
  );
});

Deno.test("pickMavenErrors() shows the last lines where Maven calls none an error", () => {
  assertEquals(pickMavenErrors("The JAVA_HOME variable is wrong"), [
    "The JAVA_HOME variable is wrong",
  ]);
});
