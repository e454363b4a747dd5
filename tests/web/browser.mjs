// The browser of all tests: from the npm registry, so nothing has to be installed as root.
import { createRequire } from "node:module";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export async function launch() {
  return playwright.launch({
    args: chromium.args,
    executablePath: process.env.BROWSER_PATH || (await chromium.executablePath()),
  });
}

// A tab at that address, with everything that it complains about and asks the network for.
export async function open(browser, address, { width = 1280, height = 900, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: "en-US", bypassCSP: false });
  const tab = await context.newPage();
  const complaints = [];
  const requests = [];
  tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(address);
  return { tab, complaints, requests, context };
}

// What axe-core finds of impact serious or critical, a line each. It is evaluated, not added as an
// element: the page's own policy forbids foreign scripts.
export async function barriers(tab) {
  const { readFile } = await import("node:fs/promises");
  await tab.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await tab.evaluate(() => globalThis.axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
}
