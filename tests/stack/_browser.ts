import { type Browser, chromium, type Page } from "playwright-core";

const paths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/**
 * Starts Chromium without a screen.
 *
 * @throws {Error} saying how to install it if there is none.
 */
export async function startBrowser(): Promise<Browser & AsyncDisposable> {
  const named = Deno.env.get("CHROMIUM_PATH");
  const executablePath = named || paths.find(isFile);
  if (executablePath === undefined) {
    throw new Error(
      `This test needs Chromium, and there is none at ${paths.join(", ")}: ` +
        "apt-get install --no-install-recommends chromium, or set CHROMIUM_PATH",
    );
  }
  const browser = await chromium.launch({
    executablePath,
    timeout: 60_000,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Root, as in containers and CI, has no sandbox.
      ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  return Object.assign(browser, {
    [Symbol.asyncDispose]: () => browser.close(),
  });
}

/** What a page complained of; an alert box counts too. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("dialog", async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  return complaints;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
