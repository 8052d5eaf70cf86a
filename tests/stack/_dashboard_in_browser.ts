import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { WeatherRecord } from "../../weather/record.ts";
import { collectComplaints, startBrowser } from "./_browser.ts";
import { createConnectorTest } from "./_connector.ts";
import { startDashboard } from "./_dashboard.ts";
import { FaultyProxy } from "./_proxy.ts";
import { until } from "./_sink.ts";

/** How long a condition may take to come true, in milliseconds. */
const limitMs = 60_000;
const hour = 3_600_000;
const pageChecks = new URL("_page_checks.js", import.meta.url).pathname;
const evil = '<script>alert("x")</script>';

Deno.test("dashboard shows the pipeline and its data, live, through outages, in a real browser", async (t) => {
  await using test = await createConnectorTest();
  const { settings } = test;
  await using proxy = new FaultyProxy({
    hostname: "127.0.0.1",
    port: settings.CASSANDRA_PORT,
  });
  const deployed = await test.run(["connect:deploy"]);
  assertEquals(deployed.code, 0, deployed.stderr);
  const now = Date.now();
  const history = ["Cairo", "London", evil].flatMap((city, i) =>
    Array.from(
      { length: 36 },
      (_, k) => record(city, now - (36 - k) * hour / 6, 285 + 4 * i + k / 10),
    )
  );
  await test.send(...history, '{"city":"<b>bad</b>"}');
  await test.waitForRows(history.length);
  const environment = {
    KAFKA_TOPIC: settings.KAFKA_TOPIC,
    CASSANDRA_KEYSPACE: settings.CASSANDRA_KEYSPACE,
    CONNECTOR_NAME: settings.CONNECTOR_NAME,
    CASSANDRA_CONTACT_POINTS: "127.0.0.1",
    CASSANDRA_PORT: String(proxy.port),
  };
  let dashboard = await startDashboard(environment);
  await using _last = {
    [Symbol.asyncDispose]: () => dashboard[Symbol.asyncDispose](),
  };
  await using browser = await startBrowser();
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
  });
  page.setDefaultTimeout(limitMs);
  const complaints = collectComplaints(page);
  await page.addInitScript({ path: pageChecks });
  await page.goto(`http://127.0.0.1:${dashboard.port}/`);
  const overall = page.locator("#overall");
  const alerts = page.locator("#alerts");

  await t.step("draws the pipeline", async () => {
    await overall.filter({ hasText: "All running" }).waitFor();
    for (
      const [part, texts] of Object.entries({
        producer: ["Last record", "K (standard)"],
        topic: ["Up", settings.KAFKA_TOPIC, "109"],
        connector: ["Running", settings.CONNECTOR_NAME, "0 lag", "0 RUNNING"],
        table: ["Up", `${settings.CASSANDRA_KEYSPACE}.`, "age of newest row"],
      })
    ) {
      for (const text of texts) {
        await page.locator(`#part-${part}`).filter({ hasText: text }).waitFor();
      }
    }
  });

  await t.step("draws a line of each city's color in each chart", async () => {
    for (const metric of ["temperature", "feels_like", "humidity"]) {
      for (const color of [0, 1, 2]) {
        // Not by waitForFunction(), which the page's policy forbids to evaluate.
        await until(
          `a line of color ${color} in the chart of ${metric}`,
          async () =>
            await page.evaluate(`checks.isDrawn("${metric}", ${color})`) ||
            undefined,
        );
      }
      const label = await page.locator(`#chart-${metric} .plot`)
        .getAttribute("aria-label");
      assert(label?.includes("of 3 cities in the last 24 hours"), `${label}`);
    }
  });

  await t.step("shows a city named like markup as text", async () => {
    const cities = await page.locator("#latest .city").allTextContents();
    assertEquals(cities, [evil, "Cairo", "London"]);
    assertEquals(await page.locator("script").count(), 2);
  });

  await t.step(
    "shows the values under the cursor and by arrow keys",
    async () => {
      const plot = page.locator("#chart-temperature .plot");
      const tooltip = plot.locator(".tooltip");
      // The right end: the six hours that have rows are the last quarter.
      const box = (await plot.boundingBox())!;
      await page.mouse.move(box.x + box.width - 40, box.y + 60);
      await tooltip.filter({ hasText: evil }).waitFor();
      await page.mouse.move(0, 0);
      await tooltip.waitFor({ state: "hidden" });
      await plot.focus();
      await page.keyboard.press("End");
      await tooltip.filter({ hasText: "292.5 K" }).waitFor();
      const spoken = page.locator("#chart-temperature [role=status]");
      await spoken.filter({ hasText: "London 292.5 K" }).waitFor();
      await page.keyboard.press("Escape");
    },
  );

  await t.step("converts units and ranges as chosen", async () => {
    const london = page.locator("#latest tr", { hasText: "London" });
    await page.selectOption("#units", "°F");
    await london.filter({ hasText: "66.8" }).waitFor();
    await page.selectOption("#units", "°C");
    await london.filter({ hasText: "19.4" }).waitFor();
    await page.selectOption("#units", "K");
    await page.locator("#ranges label", { hasText: "All" }).click();
    await page.locator("#chart-humidity .plot[aria-label*='all time']")
      .waitFor();
    await page.locator(".chip", { hasText: "London" }).click();
    await page.locator("#chart-humidity .plot[aria-label*='2 cities']")
      .waitFor();
    await page.locator(".chip", { hasText: "London" }).click();
  });

  await t.step(
    "opens the dead letters of a reason, and closes them by key",
    async () => {
      const reason = page.locator(".reasons button");
      await reason.first().waitFor();
      assertEquals(await reason.locator("b").allTextContents(), ["1"]);
      await reason.focus();
      await page.keyboard.press("Enter");
      const letter = page.locator("#letters .letter");
      await letter.filter({ hasText: "<b>bad</b>" }).waitFor();
      await letter.filter({ hasText: `${settings.KAFKA_TOPIC}-0@108` })
        .waitFor();
      await page.keyboard.press("Escape");
      await letter.waitFor({ state: "hidden" });
      assert(
        await page.evaluate(
          "document.activeElement?.matches('.reasons button')",
        ),
      );
    },
  );

  await t.step("names every control and shows where the focus is", async () => {
    assertEquals(await page.evaluate("checks.findFlaws()"), []);
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(
      "getComputedStyle(document.activeElement).outlineStyle",
    );
    assertEquals(outline, "solid");
  });

  await t.step("fits a phone, in light and dark", async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    // The charts follow the page's width in one of the next frames.
    await until("the page fits into 375 pixels", async () => {
      const width = await page.evaluate("document.documentElement.scrollWidth");
      return width === 375 || undefined;
    });
    assertEquals(await page.evaluate("checks.findOverflows()"), []);
    const background = () =>
      page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    const becomes = (what: string, wanted: (color: unknown) => boolean) =>
      until(what, async () => wanted(await background()) || undefined);
    await page.emulateMedia({ colorScheme: "dark" });
    await becomes("dark looks other than light", (color) => color !== light);
    await page.click("#theme");
    await becomes(
      "the choice goes before the system",
      (color) => color === light,
    );
    await page.click("#theme");
    await page.click("#theme");
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await t.step("shows a new record without a reload", async () => {
    await page.evaluate("window.wasHere = true");
    await test.send(record("Cairo", Date.now(), 311.5));
    await latest(page, "Cairo", "311.5").waitFor();
    await page.locator(
      "#chart-temperature .plot[aria-label*='311.5 K (Cairo)']",
    )
      .waitFor();
  });

  await t.step(
    "shows that Cassandra is down, since when, and that it is back",
    async () => {
      proxy.refuse();
      await alerts.filter({ hasText: /Cassandra is down since \d\d:\d\d:\d\d/ })
        .waitFor();
      await alerts.filter({ hasText: "deno task up" }).waitFor();
      await page.locator("#part-table").filter({ hasText: "Down" }).waitFor();
      await page.locator("#part-connector").filter({ hasText: "Running" })
        .waitFor();
      await latest(page, "Cairo", "311.5").waitFor();
      await test.send(record("London", Date.now(), 279.5));
      proxy.recover();
      await overall.filter({ hasText: "All running" }).waitFor();
      await latest(page, "London", "279.5").waitFor();
      await alerts.locator(".alert").waitFor({ state: "detached" });
      assertEquals(complaints, []);
    },
  );

  await t.step("waits for its own server, and goes on with it", async () => {
    assertEquals(await dashboard.stop(), 0, await dashboard.printed());
    await overall.filter({ hasText: "Disconnected" }).waitFor();
    await alerts.filter({ hasText: "deno task dashboard" }).waitFor();
    dashboard = await startDashboard(environment, { port: dashboard.port });
    await overall.filter({ hasText: "All running" }).waitFor();
    assert(
      await page.evaluate("window.wasHere === true"),
      "the page was loaded anew",
    );
    // The browser itself tells of each request that an outage let fail.
    const others = complaints.filter((text) =>
      !/net::ERR_|status of 50[23]/.test(text)
    );
    assertEquals(others, []);
  });
});

Deno.test("dashboard asks for its token, and says it nowhere", async () => {
  const token = "s3cret-of-this-test";
  await using dashboard = await startDashboard({
    DASHBOARD_HOST: "0.0.0.0",
    DASHBOARD_TOKEN: token,
  });
  const address = `http://127.0.0.1:${dashboard.port}/`;
  const refused = await fetch(`${address}api/snapshot`);
  await refused.body?.cancel();
  assertEquals(refused.status, 401);
  await using browser = await startBrowser();
  const page = await browser.newPage();
  page.setDefaultTimeout(limitMs);
  const complaints = collectComplaints(page);
  await page.goto(address);
  await page.fill("#token", "not the token");
  await page.keyboard.press("Enter");
  await page.locator("[role=alert]", { hasText: "not the token" }).waitFor();
  await page.fill("#token", token);
  await page.keyboard.press("Enter");
  await page.locator("#part-topic").waitFor();
  assert(!page.url().includes(token), page.url());
  assertEquals(complaints, []);
  await browser.close();
  await dashboard.stop();
  const printed = await dashboard.printed();
  assert(!printed.includes(token), printed);
});

function record(city: string, at: number, temperature: number): WeatherRecord {
  return {
    city,
    country: "GB",
    last_update_time: new Date(at).toISOString(),
    temperature,
    feels_like: temperature - 1,
    humidity: 40 + Math.round(temperature) % 30,
  };
}

function latest(page: Page, city: string, value: string) {
  return page.locator("#latest tr", { hasText: city })
    .filter({ hasText: value });
}
