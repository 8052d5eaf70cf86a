import type { Contender } from "./contenders.ts";
import type { BenchContext } from "./context.ts";
import { interleave } from "./interleave.ts";
import { createTopic, type Load, produce } from "./load.ts";
import type { Measure } from "./measure.ts";
import type { RecordShape } from "./records.ts";
import { measureRun } from "./sink_run.ts";

/** What {@linkcode measureSinks} found. */
export interface SinkMeasures {
  /** Records per second of each contender that lasted, in their order. */
  readonly rates: Measure[];
  /** Processor time of the worker for each record, of those that run there. */
  readonly processorTimes: Measure[];
  /** Which contenders failed, and why. */
  readonly failures: string[];
}

const partitions = 4;

/**
 * Has every contender write the same topic in every round, after a run to warm up. A rival of its own process that fails is
 * out of the race from then on, and that is said; a connector that fails is an error.
 */
export async function measureSinks(
  context: BenchContext,
  shape: RecordShape,
  contenders: readonly Contender[],
): Promise<SinkMeasures> {
  const race = new Race(context, shape);
  if (context.mode !== "smoke") {
    for (const contender of contenders) {
      await race.turn(contender, { count: true, round: "to warm up" });
    }
  }
  race.processorTimes.clear();
  const rates = await interleave(contenders, {
    rounds: context.sizes.rounds,
    turn: (contender, round) =>
      race.turn(contender, {
        count: context.mode !== "quick",
        round: `round ${round + 1}`,
      }),
  });
  return {
    rates: contenders.filter(({ name }) => !race.failures.has(name))
      .map((contender) => ({
        name: contender.name,
        unit: "rec/s",
        values: rates.get(contender)!,
      })),
    processorTimes: [...race.processorTimes].map(([name, values]) => ({
      name: `${name}: worker's processor time`,
      unit: "µs/rec",
      values,
    })),
    failures: [...race.failures].map(([name, reason]) =>
      `${name} failed and is left out: ${reason}`
    ),
  };
}

class Race {
  readonly processorTimes = new Map<string, number[]>();
  readonly failures = new Map<string, string>();
  readonly #context: BenchContext;
  readonly #shape: RecordShape;
  readonly #loads = new Map<number, Load>();

  constructor(context: BenchContext, shape: RecordShape) {
    this.#context = context;
    this.#shape = shape;
  }

  /** Records per second of one run; NaN of a rival that has failed. */
  async turn(
    contender: Contender,
    { count, round }: { count: boolean; round: string },
  ): Promise<number> {
    const { sizes, signal, report, stack } = this.#context;
    const { name, share = 1, isConnector } = contender;
    if (this.failures.has(name)) return NaN;
    const load = await this.#load(Math.round(sizes.sinkRecords * share));
    try {
      const { rate, processorTime } = await measureRun(
        await stack(),
        contender,
        { load, count, signal },
      );
      report(`${name}: ${Math.round(rate)} rec/s (${round})`);
      if (processorTime !== null) {
        const times = this.processorTimes.get(name) ?? [];
        this.processorTimes.set(name, [...times, processorTime]);
      }
      return rate;
    } catch (error) {
      signal.throwIfAborted();
      if (isConnector || !(error instanceof Error)) throw error;
      report(`${name} failed: ${error.message}`);
      this.failures.set(name, error.message.split("\n").slice(0, 2).join(" "));
      return NaN;
    }
  }

  /** A topic with so many records, filled when it is first asked for. */
  async #load(records: number): Promise<Load> {
    const known = this.#loads.get(records);
    if (known !== undefined) return known;
    const stack = await this.#context.stack();
    const topic = await createTopic(stack, { partitions });
    const load = { ...this.#shape, topic, partitions, records };
    await produce(stack, load, { options: this.#context });
    this.#loads.set(records, load);
    return load;
  }
}
