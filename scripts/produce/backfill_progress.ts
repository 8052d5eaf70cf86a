import { z } from "zod";
import { parseJson } from "../../weather/json.ts";

/** Where it is kept how far each history was sent. */
const progressFile = ".cache/backfill.json";

const progressSchema = z.record(
  z.string(),
  z.strictObject({
    /** The last line of which it and all before were acknowledged or refused. */
    line: z.int().min(1),
    /** Bytes and time of change of the file, by which another file of the same name is known. */
    size: z.int(),
    changed: z.string(),
  }),
);

/** How far a history was sent to a topic, kept over the end of the process. */
export interface BackfillProgress {
  /** The line after which to go on; 0 is the start. */
  readonly line: number;
  /** Bytes of the file. */
  readonly size: number;
  /** Keeps that all lines up to this one are done. */
  readonly save: (line: number) => Promise<void>;
  /** Keeps that all is done, so that the next time begins at the start. */
  readonly clear: () => Promise<void>;
}

/** Reads how far a file was sent to a topic; a file that has changed since starts over. */
export async function openProgress(
  path: string,
  topic: string,
): Promise<BackfillProgress> {
  const { size, mtime } = await Deno.stat(path);
  const changed = mtime?.toISOString() ?? "";
  const key = `${await Deno.realPath(path)} to ${topic}`;
  const all = await readAll();
  const kept = all[key];
  const same = kept?.size === size && kept.changed === changed;
  return {
    line: same ? kept.line : 0,
    size,
    save: (line) => writeAll({ ...all, [key]: { line, size, changed } }),
    clear: () => {
      const { [key]: _done, ...others } = all;
      return writeAll(others);
    },
  };
}

async function readAll(): Promise<z.infer<typeof progressSchema>> {
  try {
    const text = await Deno.readTextFile(progressFile);
    return progressSchema.safeParse(parseJson(text)).data ?? {};
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

async function writeAll(all: z.infer<typeof progressSchema>): Promise<void> {
  await Deno.mkdir(".cache", { recursive: true });
  // Renamed into place, as a process killed while writing would leave half a file.
  await Deno.writeTextFile(`${progressFile}.new`, JSON.stringify(all));
  await Deno.rename(`${progressFile}.new`, progressFile);
}
