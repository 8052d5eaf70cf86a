import { NotSimulated } from "../refusal.ts";

/** Fields that a formatter parses, by the names of `java.time.temporal.ChronoField` in camel case. */
export type DateTimeField =
  | "era"
  | "yearOfEra"
  | "year"
  | "weekYear"
  | "week"
  | "weekday"
  | "quarter"
  | "month"
  | "dayOfYear"
  | "day"
  | "dayOfWeek"
  | "amPm"
  | "hour"
  | "clockHour"
  | "hourOfAmPm"
  | "clockHourOfAmPm"
  | "minute"
  | "second"
  | "nano"
  | "nanoOfDay"
  | "milliOfDay"
  | "offset"
  | "instant";

type SignStyle = "normal" | "exceedsPad" | "notNegative";

/** A number; `following` is the width of the fixed numbers that directly follow, -1 if it is itself one of those. */
export interface NumberStep {
  readonly kind: "number" | "reduced" | "fraction";
  readonly field: DateTimeField;
  readonly min: number;
  readonly max: number;
  readonly sign: SignStyle;
  readonly following: number;
  /** Only for a fraction: whether a point stands before the digits. */
  readonly point: boolean;
}

/** One step of a `DateTimeFormatter`. */
export type DateTimeStep =
  | NumberStep
  | {
    readonly kind: "text";
    readonly field: DateTimeField;
    readonly texts: ReadonlyMap<string, number>;
  }
  | { readonly kind: "literal"; readonly text: string }
  | {
    readonly kind: "offset";
    readonly pattern: string;
    readonly none: string;
  }
  | { readonly kind: "zone"; readonly names: boolean }
  | { readonly kind: "instant" }
  | { readonly kind: "caseSensitive" | "strict"; readonly on: boolean }
  | {
    readonly kind: "default";
    readonly field: DateTimeField;
    readonly value: number;
  }
  | {
    readonly kind: "group";
    readonly optional: boolean;
    readonly steps: readonly DateTimeStep[];
  };

/** Builds steps as `DateTimeFormatterBuilder` does, adjacent numbers included. */
export class StepBuilder {
  readonly #stack: { steps: DateTimeStep[]; active: number }[] = [
    { steps: [], active: -1 },
  ];

  get #top(): { steps: DateTimeStep[]; active: number } {
    return this.#stack[this.#stack.length - 1]!;
  }

  add(step: DateTimeStep): this {
    this.#top.steps.push(step);
    this.#top.active = -1;
    return this;
  }

  literal(text: string): this {
    return text === "" ? this : this.add({ kind: "literal", text });
  }

  number(
    field: DateTimeField,
    min = 1,
    max = min === 1 ? 19 : min,
    sign: SignStyle = min === max ? "notNegative" : "normal",
  ): this {
    return this.#value({
      kind: "number",
      field,
      min,
      max,
      sign,
      following: 0,
      point: false,
    });
  }

  reducedYear(field: DateTimeField): this {
    return this.#value({
      kind: "reduced",
      field,
      min: 2,
      max: 2,
      sign: "notNegative",
      following: 0,
      point: false,
    });
  }

  fraction(min: number, max: number, point: boolean): this {
    const step: NumberStep = {
      kind: "fraction",
      field: "nano",
      min,
      max,
      sign: "notNegative",
      following: 0,
      point,
    };
    return min === max && !point ? this.#value(step) : this.add(step);
  }

  optionalStart(): this {
    this.#top.active = -1;
    this.#stack.push({ steps: [], active: -1 });
    return this;
  }

  optionalEnd(): this {
    if (this.#stack.length === 1) {
      throw new NotSimulated("a pattern with a ] that closes nothing");
    }
    const { steps } = this.#stack.pop()!;
    return steps.length === 0
      ? this
      : this.add({ kind: "group", optional: true, steps });
  }

  append(steps: readonly DateTimeStep[]): this {
    return this.add({ kind: "group", optional: false, steps });
  }

  build(): readonly DateTimeStep[] {
    while (this.#stack.length > 1) this.optionalEnd();
    return this.#top.steps;
  }

  #value(step: NumberStep): this {
    const { steps, active } = this.#top;
    const base = active >= 0 ? steps[active] as NumberStep : null;
    const fixed = step.min === step.max && step.sign === "notNegative";
    let next = steps.length;
    if (base !== null && fixed) {
      steps[active] = { ...base, following: base.following + step.max };
      steps.push({ ...step, following: -1 });
      next = active;
    } else {
      if (base !== null) steps[active] = { ...base, following: -1 };
      steps.push(step);
    }
    this.#top.active = next;
    return this;
  }
}
