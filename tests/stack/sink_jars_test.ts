import { assertEquals } from "@std/assert";
import { readSettings } from "../../scripts/shared/settings.ts";

/** The jars of the plugin as the worker loads it. */
async function listJars(): Promise<string[]> {
  const plugins = `${readSettings().STACK_DIR}/plugins`;
  const jars: string[] = [];
  for await (const { name } of Deno.readDir(plugins)) {
    for await (const file of Deno.readDir(`${plugins}/${name}`)) {
      if (file.name.endsWith(".jar")) jars.push(file.name);
    }
  }
  return jars.sort();
}

Deno.test("the plugin brings no jar that is the worker's, and none with a known hole", async () => {
  const unwanted =
    /^(logback|slf4j|kafka-clients|connect-(api|runtime|json|transforms)|log4j|jackson-.*-2\.1\d\.|netty-.*-4\.1\.\d\d\.)/;
  assertEquals((await listJars()).filter((jar) => unwanted.test(jar)), []);
});

Deno.test("the plugin's README lists each of its jars with its version", async () => {
  const readme = await Deno.readTextFile(
    new URL("../../connect/plugin/README.md", import.meta.url),
  );
  const rows = readme.split("\n").filter((line) => line.startsWith("| "));
  const missing = (await listJars()).filter((jar) => {
    const [, name = "", version = ""] =
      jar.match(/^(.*?)-(\d[\d.]*)[^/]*\.jar$/) ?? [];
    const short = name.replace(/^netty-(?=[bchrt])(?!tcnative)/, "-");
    const number = version.replace(/\.$/, "");
    return !rows.some((row) =>
      (row.includes(name) || row.includes(short)) && row.includes(number)
    );
  });
  assertEquals(missing, []);
});
