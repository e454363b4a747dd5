// Takes one picture of a page: node screenshot.mjs PAGE.html PICTURE.png WIDTH light|dark
// Or of what http://127.0.0.1:PORT/ serves, once it has had time to draw.
// The browser comes from the npm registry, so nothing has to be installed as root.
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

const [page, picture, width, colorScheme] = process.argv.slice(2);
const browser = await playwright.launch({
  args: chromium.args,
  executablePath: process.env.BROWSER_PATH || (await chromium.executablePath()),
});
try {
  const tab = await browser.newPage({
    viewport: { width: Number(width), height: 200 },
    deviceScaleFactor: 2,
    colorScheme,
    locale: "en-US",
  });
  const served = page.startsWith("http://127.0.0.1:");
  await tab.goto(served ? page : pathToFileURL(page).href);
  if (served) await tab.waitForTimeout(6000);
  await tab.screenshot({ path: picture, fullPage: true });
} finally {
  await browser.close();
}
