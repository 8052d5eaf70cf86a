import type { HttpAnswer, Observation, Refusal } from "../../weather/answer.ts";

const folder = new URL("../fixtures/openweather/", import.meta.url);

/** The text of a recorded answer, such as `success/london-1.json`. */
export function readRecorded(file: string): string {
  return Deno.readTextFileSync(new URL(file, folder));
}

/** A recorded answer with the status that its name says. */
export function recordedAnswer(file: string): HttpAnswer {
  const status = /\/(\d{3})-/.exec(file)?.[1] ?? "200";
  return { status: Number(status), body: readRecorded(file) };
}

/** Files of a folder of recorded answers, such as `errors`. */
export function listRecorded(name: string): string[] {
  return [...Deno.readDirSync(new URL(name, folder))]
    .map((entry) => `${name}/${entry.name}`)
    .sort();
}

/** Why there is no record; undefined if there is one. */
export function refusalOf(observation: Observation): Refusal | undefined {
  return observation.ok ? undefined : observation.refusal;
}
