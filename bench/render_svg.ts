import { type Measure, ratioOf, type RowResult } from "./measure.ts";
import { formatNumber } from "./render_table.ts";
import { median } from "./statistics.ts";

/** The rows that a picture says more of than their numbers. */
const charted = ["sink-100", "sink-20000", "latency", "producer", "restart"];

/** Of a letter on average, in the font below; a name that is wider would lose its beginning. */
const letterWidth = 6.6;
const margin = 16;
const barWidth = 300;
/** For the values behind the bars. */
const valueWidth = 220;
const barHeight = 18;
const lineHeight = 26;
const titleHeight = 40;

/**
 * Draws medians as bars, with a line from the least to the greatest value: a panel for each row, in which ours are in
 * color. Its background is its own, light or dark as the reader's system is, so it can stand on any page.
 */
export function renderSvg(results: readonly RowResult[], head: string): string {
  const shown = results.filter(({ name, failure }) =>
    charted.includes(name) && failure === undefined
  );
  const longest = Math.max(
    0,
    ...shown.flatMap(listBars).map(({ name }) => name.length),
  );
  const labelEnd = margin + Math.ceil(longest * letterWidth);
  const width = labelEnd + margin + barWidth + valueWidth;
  const panels: string[] = [];
  let y = 44;
  for (const result of shown) {
    const { text, height } = renderPanel(result, { top: y, labelEnd });
    panels.push(text);
    y += height;
  }
  const height = y + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Results of deno task bench">
<style>
  .page { fill: #ffffff } text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px } .head, .axis { fill: #59636e; font-size: 12px }
  .ours { fill: #0969da } .theirs { fill: #afb8c1 } .spread { stroke: #1f2328; stroke-width: 1.5 } .end { text-anchor: end }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .head, .axis { fill: #9198a1 }
    .ours { fill: #4493f8 } .theirs { fill: #656c76 } .spread { stroke: #e6edf3 }
  }
</style>
<rect class="page" width="${width}" height="${height}" rx="8"/>
<text class="head" x="${margin}" y="26">${escapeXml(head)}</text>
${panels.join("\n")}
</svg>
`;
}

/** A measure that is compared twice is one bar; what counts something else than the row does not fit its scale. */
function listBars({ measures }: RowResult): Measure[] {
  return measures.filter((measure, i) =>
    measure.values.length > 0 && !measure.isDetail &&
    measure.unit === measures[0]?.unit &&
    measures.findIndex(({ name }) => name === measure.name) === i
  );
}

function renderPanel(
  result: RowResult,
  { top, labelEnd }: { top: number; labelEnd: number },
): { text: string; height: number } {
  const { title, measures } = result;
  const bars = listBars(result);
  const barStart = labelEnd + margin;
  const largest = Math.max(...bars.flatMap(({ values }) => values));
  const scale = (value: number) => barStart + value / largest * barWidth;
  const lines = bars.map((measure, i) => {
    const { name, unit, values, isOurs } = measure;
    const y = top + titleHeight + i * lineHeight;
    const middle = y + barHeight / 2;
    const text = middle + 5;
    const end = scale(median(values));
    const [min, max] = [scale(Math.min(...values)), scale(Math.max(...values))];
    const ratios = measures
      .filter((other) => other.name === name)
      .map((other) => ratioOf(other, measures))
      .filter((ratio) => ratio !== undefined)
      .map((ratio) => `${ratio.toFixed(2)}×`);
    const label = `${formatNumber(median(values))} ${unit}` +
      (ratios.length === 0 ? "" : ` (${ratios.join(", ")})`);
    return `<text class="end" x="${labelEnd}" y="${text}">${
      escapeXml(name)
    }</text><rect class="${
      isOurs ? "ours" : "theirs"
    }" x="${barStart}" y="${y}" width="${
      (end - barStart).toFixed(1)
    }" height="${barHeight}" rx="3"/><line class="spread" x1="${
      min.toFixed(1)
    }" x2="${max.toFixed(1)}" y1="${middle}" y2="${middle}"/><text x="${
      (Math.max(end, max) + 8).toFixed(1)
    }" y="${text}">${escapeXml(label)}</text>`;
  });
  return {
    text: `<text class="title" x="${margin}" y="${top + 24}">${
      escapeXml(title)
    }</text>\n${lines.join("\n")}`,
    height: titleHeight + bars.length * lineHeight + 8,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
