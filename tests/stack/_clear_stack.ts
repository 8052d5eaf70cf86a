import { readSettings, type Settings } from "../../scripts/shared/settings.ts";
import { chooseOwnPlace } from "./_own_place.ts";
import { assertCode, startTask } from "./_pipeline.ts";

/** Services that take anybody, in the clear. */
export interface ClearStack extends AsyncDisposable {
  readonly settings: Settings;
}

/** The suite's own services, or, where those want logins, a stack of the test's own: for what logins would only disturb. */
export async function openClearStack(): Promise<ClearStack> {
  const settings = readSettings();
  if (settings.KAFKA_SECURITY_PROTOCOL === "PLAINTEXT") {
    return { settings, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const { dir, environment } = await chooseOwnPlace("clear-");
  const stop = async () => {
    assertCode(await startTask(["down"], environment).result, 0);
    await Deno.remove(dir, { recursive: true });
  };
  const up = await startTask(["up"], environment).result;
  if (up.code !== 0) await stop();
  assertCode(up, 0);
  return { settings: readSettings(environment), [Symbol.asyncDispose]: stop };
}
