import { assertEquals } from "@std/assert";
import { sinkProfiles } from "../../connect/sink_profiles.ts";
import { buildWeatherSink } from "../../connect/weather_sink.ts";
import { readSettings } from "../../scripts/shared/settings.ts";

const root = new URL("../../", import.meta.url);
const profiles = Object.keys(sinkProfiles);

Deno.test("sinkProfiles are what SINK_PROFILE names, none like another", () => {
  const configs = profiles.map((SINK_PROFILE) =>
    JSON.stringify(buildWeatherSink(readSettings({ SINK_PROFILE })).config)
  );
  assertEquals(new Set(configs).size, 3);
  assertEquals(
    JSON.stringify(buildWeatherSink(readSettings({})).config),
    configs[profiles.indexOf("balanced")],
  );
});

Deno.test("sinkProfiles make configs in which connect:validate finds no fault and has no hint", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const files = await Promise.all(profiles.map(async (SINK_PROFILE) => {
      const file = `${directory}/${SINK_PROFILE}.json`;
      const sink = buildWeatherSink(readSettings({ SINK_PROFILE }));
      await Deno.writeTextFile(file, JSON.stringify(sink));
      return file;
    }));
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        "--no-prompt",
        "--allow-read",
        "--allow-env=INIT_CWD,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE",
        "connect/validate.ts",
        "--json",
        ...files,
      ],
      cwd: root,
    }).output();
    const decoder = new TextDecoder();
    assertEquals(
      JSON.parse(decoder.decode(stdout)),
      [],
      decoder.decode(stderr),
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
