import { createHash } from "node:crypto";
import { stripTypeScriptTypes } from "node:module";
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import uplot from "uplot/dist/uPlot.esm.js" with { type: "text" };

/** A file of the page, ready to be sent. */
export interface Asset {
  readonly body: string;
  /** Its media type. */
  readonly type: string;
  readonly etag: string;
  /** Whether it is sent before the login. */
  readonly isPublic: boolean;
}

/** The page's files. */
export interface Assets {
  /** By the path of their address. */
  readonly byPath: ReadonlyMap<string, Asset>;
  /** The page that asks for the token. */
  readonly loginPage: string;
}

const modules = [
  "alerts.ts",
  "charts.ts",
  "dead_letters.ts",
  "dom.ts",
  "format.ts",
  "latest.ts",
  "main.ts",
  "pipeline.ts",
  "series.ts",
  "theme.ts",
];

/** Files that the login page needs. */
const publicFiles = ["theme.ts", "style.css", "icon.svg"];

/** Reads all files of the page, once: no path of a request ever becomes one of the file system. */
export async function readAssets(): Promise<Assets> {
  const byPath = new Map<string, Asset>([
    ["/uplot.css", toAsset("uplot.css", uplotStyle)],
    ["/uplot.js", toAsset("uplot.js", uplot)],
    ["/", toAsset("index.html", await readFile("index.html"))],
  ]);
  for (const name of ["style.css", "icon.svg", ...modules]) {
    byPath.set(`/${name}`, toAsset(name, await readFile(name)));
  }
  return { byPath, loginPage: await readFile("login.html") };
}

function readFile(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`page/${name}`, import.meta.url));
}

const mediaTypes: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  svg: "image/svg+xml",
  js: "text/javascript",
  ts: "text/javascript",
};

function toAsset(name: string, source: string): Asset {
  const kind = name.slice(name.lastIndexOf(".") + 1);
  const body = kind === "ts" ? toJavaScript(source) : source;
  const hash = createHash("sha256").update(body).digest("base64url");
  return {
    body,
    type: `${mediaTypes[kind]}; charset=utf-8`,
    etag: `"${hash.slice(0, 22)}"`,
    isPublic: publicFiles.includes(name),
  };
}

/** Without types and bare names, which browsers know nothing of: this is all of the page's build. */
function toJavaScript(source: string): string {
  return stripTypeScriptTypes(source)
    .replaceAll('from "uplot"', 'from "/uplot.js"');
}
