import type { Letter, Snapshot } from "../snapshot.ts";
import { byId, h, update, withCode } from "./dom.ts";
import { formatMoment, formatNumber } from "./format.ts";

/** The dead letters by reason, and the last error. */
export function renderTrouble(
  { deadLetters, lastError }: Snapshot,
): HTMLElement[] {
  return [
    h(
      "section",
      { class: "panel", "aria-labelledby": "dlq-title" },
      h(
        "div",
        { class: "panel-head" },
        h("h3", { id: "dlq-title" }, "Dead letters"),
        h("span", { class: "note" }, deadLetters.topic ?? "no queue"),
      ),
      ...renderReasons(deadLetters),
    ),
    h(
      "section",
      { class: "panel", "aria-labelledby": "error-title" },
      h(
        "div",
        { class: "panel-head" },
        h("h3", { id: "error-title" }, "Last error"),
      ),
      ...(lastError === null ? [h("p", { class: "empty-line" }, "None.")] : [
        h("p", { class: "error-text" }, lastError.message),
        h(
          "p",
          { class: "note" },
          `${
            lastError.kind === "failure" ? "Failed" : "Dead letter"
          }: ${lastError.of}`,
        ),
        lastError.fix === null
          ? h("p", {})
          : h("p", { class: "note" }, ...withCode(`Fix: ${lastError.fix}`)),
      ]),
    ),
  ];
}

function renderReasons(
  { total, reasons, counted, topic }: Snapshot["deadLetters"],
): HTMLElement[] {
  if (total === null || topic === null) {
    return [h(
      "p",
      { class: "empty-line" },
      topic === null && total !== null
        ? "The connector keeps none: errors.tolerance or its queue is not set."
        : "Not known yet.",
    )];
  }
  if (total === 0) {
    return [h("p", { class: "empty-line" }, "None: every record was written.")];
  }
  const list = h(
    "ul",
    { class: "reasons" },
    ...reasons.map(({ reason, count }) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            "data-action": "show-letters",
            "data-reason": reason,
          },
          h("b", {}, formatNumber(count)),
          h("span", {}, reason),
        ),
      )
    ),
  );
  return counted < total
    ? [
      list,
      h(
        "p",
        { class: "note" },
        ...withCode(
          `The newest ${formatNumber(counted)} of ${
            formatNumber(total)
          }; all of them: \`deno task dlq list\`.`,
        ),
      ),
    ]
    : [list];
}

/** Opens the dialog with the letters of a kind of reason. */
export async function showLetters(reason: string): Promise<void> {
  const dialog = byId<HTMLDialogElement>("letters");
  const body = byId("letters-body");
  update(body, h("p", { class: "empty-line" }, "Reading…"));
  if (!dialog.open) dialog.showModal();
  try {
    const query = new URLSearchParams({ reason });
    const response = await fetch(`/api/dead-letters?${query}`);
    if (!response.ok) throw new Error((await response.text()).trim());
    // Offsets travel as text, the rest as it is.
    const letters = await response.json() as Letter[];
    update(body, ...renderLetters(reason, letters));
  } catch (error) {
    update(
      body,
      h(
        "p",
        { class: "bad-text" },
        `Cannot read them: ${
          error instanceof Error ? error.message : String(error)
        }`,
      ),
    );
  }
}

function renderLetters(
  reason: string,
  letters: readonly Letter[],
): HTMLElement[] {
  return [
    h("p", { class: "error-text" }, reason),
    h(
      "p",
      { class: "note" },
      ...withCode(
        `${letters.length} newest. Mend the cause, then \`deno task dlq replay\`.`,
      ),
    ),
    ...letters.map((letter) =>
      h(
        "article",
        { class: "letter" },
        h("h4", {}, letter.id ?? `offset ${letter.offset} of the queue`),
        h(
          "dl",
          {},
          ...[
            ["Produced", formatMoment(letter.produced, Date.now())],
            ["Failed at", letter.stage ?? "–"],
            ["Reason", letter.reason ?? "–"],
            ["Key", letter.key ?? "null"],
          ].map(([name = "", value = ""]) =>
            h("div", {}, h("dt", {}, name), h("dd", {}, value))
          ),
        ),
        h(
          "pre",
          { tabindex: 0, "aria-label": "Value" },
          letter.value ?? "null",
        ),
      )
    ),
  ];
}
