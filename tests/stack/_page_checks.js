// What a test asks of the dashboard's page, from within it.
globalThis.checks = {
  /** Whether a chart has many pixels of a city's color. */
  isDrawn(metric, color) {
    const canvas = document.querySelector(`#chart-${metric} canvas`);
    const swatch = document.querySelector(`.swatch.c${color}`);
    if (!canvas || !swatch) return false;
    const wanted = getComputedStyle(swatch).color.match(/\d+/g).map(Number);
    // A copy: reading the page's own canvas would change how it is drawn.
    const copy = new OffscreenCanvas(canvas.width, canvas.height)
      .getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const isNear = data[i + 3] > 200 &&
        wanted.every((value, k) => Math.abs(value - data[i + k]) < 24);
      if (isNear) count++;
    }
    return count > 60;
  },

  /** What is cut off at the right although it should not be. */
  findOverflows() {
    return [...document.querySelectorAll("main *:not(.visually-hidden)")]
      .filter((node) => node.clientWidth > 0)
      .filter((node) => !node.closest(".u-over, .ranges, .tooltip"))
      .filter((node) => node.scrollWidth > node.clientWidth + 4)
      .map((node) => node.outerHTML.slice(0, 120));
  },

  /** What readers of screens would stumble over. */
  findFlaws() {
    const flaws = [];
    const all = (selector) => [...document.querySelectorAll(selector)];
    for (const node of all("button, a[href]")) {
      const name = node.getAttribute("aria-label") ?? node.textContent;
      if (!name.trim()) flaws.push(`no name: ${node.outerHTML}`);
    }
    for (const node of all("input, select")) {
      if (!node.labels.length) flaws.push(`no label: ${node.outerHTML}`);
    }
    for (const node of all("img:not([alt]), [role=img]:not([aria-label])")) {
      flaws.push(`no text: ${node.outerHTML.slice(0, 100)}`);
    }
    const ids = all("[id]").map(({ id }) => id);
    flaws.push(...ids.filter((id, i) => ids.indexOf(id) !== i));
    for (const node of all("[aria-labelledby]")) {
      const id = node.getAttribute("aria-labelledby");
      if (!document.getElementById(id)) flaws.push(`no #${id}`);
    }
    if (all("h1").length !== 1 || all("main").length !== 1) {
      flaws.push("not one h1 and one main");
    }
    if (!document.documentElement.lang) flaws.push("no language");
    return flaws;
  },
};
