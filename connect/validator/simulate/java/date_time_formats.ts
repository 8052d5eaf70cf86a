import { shortDays, shortMonths } from "./date_time_pattern.ts";
import { type DateTimeStep, StepBuilder } from "./date_time_steps.ts";

const offsetId: DateTimeStep = {
  kind: "offset",
  pattern: "+HH:MM:ss",
  none: "Z",
};
const anyCase: DateTimeStep = { kind: "caseSensitive", on: false };
const exactCase: DateTimeStep = { kind: "caseSensitive", on: true };
const lenient: DateTimeStep = { kind: "strict", on: false };
const strict: DateTimeStep = { kind: "strict", on: true };

const localDate = new StepBuilder().number("year", 4, 10, "exceedsPad")
  .literal("-").number("month", 2).literal("-").number("day", 2).build();
const localTime = new StepBuilder().number("hour", 2).literal(":")
  .number("minute", 2).optionalStart().literal(":").number("second", 2)
  .optionalStart().fraction(0, 9, true).build();
const localDateTime = new StepBuilder().add(anyCase).append(localDate)
  .literal("T").append(localTime).build();
const offsetDateTime = new StepBuilder().add(anyCase).append(localDateTime)
  .add(lenient).add(offsetId).add(strict).build();
const zoneInBrackets = (builder: StepBuilder) =>
  builder.optionalStart().literal("[").add(exactCase)
    .add({ kind: "zone", names: false }).literal("]");

/** The constants of `java.time.format.DateTimeFormatter`, but for `ISO_WEEK_DATE`. */
export const namedFormats: Readonly<Record<string, readonly DateTimeStep[]>> = {
  ISO_LOCAL_DATE: localDate,
  ISO_LOCAL_TIME: localTime,
  ISO_LOCAL_DATE_TIME: localDateTime,
  ISO_OFFSET_DATE_TIME: offsetDateTime,
  ISO_OFFSET_DATE: new StepBuilder().add(anyCase).append(localDate)
    .add(offsetId).build(),
  ISO_DATE: new StepBuilder().add(anyCase).append(localDate).optionalStart()
    .add(offsetId).build(),
  ISO_OFFSET_TIME: new StepBuilder().add(anyCase).append(localTime)
    .add(offsetId).build(),
  ISO_TIME: new StepBuilder().add(anyCase).append(localTime).optionalStart()
    .add(offsetId).build(),
  ISO_ZONED_DATE_TIME: zoneInBrackets(new StepBuilder().append(offsetDateTime))
    .build(),
  ISO_DATE_TIME: zoneInBrackets(
    new StepBuilder().append(localDateTime).optionalStart().add(offsetId),
  ).build(),
  ISO_ORDINAL_DATE: new StepBuilder().add(anyCase)
    .number("year", 4, 10, "exceedsPad").literal("-").number("dayOfYear", 3)
    .optionalStart().add(offsetId).build(),
  ISO_INSTANT: [anyCase, { kind: "instant" }],
  BASIC_ISO_DATE: new StepBuilder().add(anyCase).number("year", 4)
    .number("month", 2).number("day", 2).optionalStart().add(lenient)
    .add({ kind: "offset", pattern: "+HHMMss", none: "Z" }).add(strict)
    .build(),
  RFC_1123_DATE_TIME: new StepBuilder().add(anyCase).add(lenient)
    .optionalStart()
    .add({ kind: "text", field: "dayOfWeek", texts: shortDays }).literal(", ")
    .optionalEnd().number("day", 1, 2, "notNegative").literal(" ")
    .add({ kind: "text", field: "month", texts: shortMonths }).literal(" ")
    .number("year", 4).literal(" ").number("hour", 2).literal(":")
    .number("minute", 2).optionalStart().literal(":").number("second", 2)
    .optionalEnd().literal(" ")
    .add({ kind: "offset", pattern: "+HHMM", none: "GMT" }).build(),
};

/** What `CQL_TIMESTAMP` reads: an ISO date, optionally a time, a zone's name or an offset. */
export const cqlTimestampSteps: readonly DateTimeStep[] = new StepBuilder()
  .append(localDate)
  .optionalStart()
  .optionalStart().literal("T").optionalEnd()
  .optionalStart().literal(" ").optionalEnd()
  .append(localTime)
  .optionalEnd()
  .optionalStart().literal(" ").add({ kind: "zone", names: true })
  .optionalEnd()
  .optionalStart().add({ kind: "offset", pattern: "+HH:MM", none: "Z" })
  .optionalEnd()
  .optionalStart().add({ kind: "offset", pattern: "+HHmm", none: "Z" })
  .optionalEnd()
  .add({ kind: "default", field: "hour", value: 0 })
  .add({ kind: "default", field: "minute", value: 0 })
  .add({ kind: "default", field: "second", value: 0 })
  .add({ kind: "default", field: "nano", value: 0 })
  .build();

/** What `ISO_INSTANT` reads inside. */
export const instantSteps: readonly DateTimeStep[] = new StepBuilder()
  .append(localDate).literal("T").number("hour", 2).literal(":")
  .number("minute", 2).literal(":").number("second", 2)
  .fraction(0, 9, true).add(offsetId).build();
