// The live view of `market watch` in a real browser; tests/web/watch_server.py serves what is opened.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { after, afterEach, before, describe, test } from "node:test";
import { barriers, launch, open } from "./browser.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILT = `${ROOT}build/web/`;
let browser, served, lines, url;

const answer = async () => JSON.parse((await lines.next()).value);
const order = (text) => { served.stdin.write(`${text}\n`); return answer(); };

before(async () => {
  served = spawn("python", ["-m", "tests.web.watch_server", "150"], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  lines = createInterface({ input: served.stdout })[Symbol.asyncIterator]();
  [browser, { url }] = await Promise.all([launch(), answer()]);
});
// The browser has one process, which a closed context would end; what a tab shows takes time from the next.
afterEach(() => Promise.all(browser.contexts().flatMap((context) => context.pages()).map((page) => page.goto("about:blank"))));
after(async () => { served.stdin.end(); await browser?.close(); });

async function watch(options) {
  const opened = await open(browser, url, options);
  opened.tab.setDefaultTimeout(60_000);
  await opened.tab.waitForFunction(() => document.querySelectorAll("#series button").length === 6 && document.querySelector("#queues table"));
  return opened;
}
const text = (tab, selector) => tab.locator(selector).innerText();
const current = async (tab) => (await text(tab, "[aria-current] .name"));

describe("the live view", () => {
  test("shows what the table holds, and what comes later without a reload", async () => {
    const { tab, complaints } = await watch();
    const table = await order("replay 25");
    for (const [series, item] of Object.entries(table)) {
      await tab.locator("#series button", { hasText: series }).click();
      await tab.waitForFunction(([name, price]) => document.getElementById("label").textContent === name && Number(document.getElementById("price").textContent) === Number(price), [series, item.price]);
      await tab.waitForFunction((exact) => document.getElementById("ma_20").title === exact, item.ma_20);
      assert.equal(await tab.locator("#ma_5").getAttribute("title"), item.ma_5);
      assert.equal(await tab.locator("#volatility").getAttribute("title"), item.volatility);
      assert.match(await text(tab, "#facts"), new RegExp(`Volume\\s+${item.volume.replace(".", "\\.")}`));
    }
    const lines = await tab.locator("#series polyline").evaluateAll((all) => all.map((line) => line.getAttribute("points").split(" ").length));
    assert.deepEqual(lines.sort((one, other) => one - other), [1, 60, 60, 60, 60, 60]);
    assert.deepEqual(complaints, []);
  });

  test("complains of nothing, asks no other server, and runs no foreign text", async () => {
    const { tab, complaints, requests } = await watch();
    await tab.locator("#series button", { hasText: "<img" }).click();
    await tab.waitForFunction(() => document.getElementById("label").textContent.includes("<img"));
    const shown = await text(tab, "body");
    assert.match(shown, /\\u202e/);
    assert.doesNotMatch(shown, /[\u202a-\u202e]/);
    assert.equal(await tab.evaluate(() => globalThis.hacked), undefined);
    assert.equal(await tab.locator("main img, main script").count(), 0);
    assert.match(await text(tab, "#alarms"), /▲ price-enricher-dlq-not-empty since 12:00:00 UTC/);
    assert.match(await text(tab, "#alarms"), /✗ function <\/script>.* is missing/);
    assert.match(await text(tab, "#tiles"), /1 in ALARM\s+of 35, 1 missing/);
    assert.match(await text(tab, "#rejects"), /bad_signature\s+41/);
    assert.deepEqual(requests.filter((each) => !each.startsWith(url) && !each.startsWith("data:")), []);
    assert.deepEqual(complaints, []);
  });

  test("is used with the keyboard alone", async () => {
    const { tab } = await watch();
    const names = await tab.locator("#series .name").allInnerTexts();
    await tab.keyboard.press("Escape");
    assert.equal(await current(tab), names[0]);
    await tab.keyboard.press("ArrowDown");
    await tab.waitForFunction((name) => document.getElementById("label").textContent === name, names[1]);
    await tab.keyboard.press("k");
    await tab.waitForFunction((name) => document.getElementById("label").textContent === name, names[0]);
    await tab.keyboard.press("/");
    await tab.keyboard.type("sol coin");
    assert.equal(await text(tab, "#found"), "1 of 6");
    await tab.keyboard.press("ArrowDown");
    await tab.waitForFunction(() => document.getElementById("label").textContent === "SOL-USD@coinbase");
    await tab.keyboard.press("Escape");
    assert.equal(await text(tab, "#found"), "6");
    await tab.reload();
    await tab.waitForFunction(() => document.getElementById("label").textContent === "SOL-USD@coinbase");
  });

  for (const [name, width, colorScheme] of [["desktop", 1280, "light"], ["desktop-dark", 1280, "dark"], ["phone", 390, "light"], ["phone-dark", 390, "dark"]]) {
    test(`has no barrier and does not scroll sideways: ${name}`, async () => {
      const { tab } = await watch({ width, colorScheme });
      await order("replay 10");
      await tab.waitForFunction(() => document.querySelector("#state.live") && document.querySelector("#chart canvas"));
      const height = await tab.evaluate(() => document.documentElement.scrollHeight);
      await tab.waitForTimeout(1500); // for the picture only: a chart draws in its own time
      await tab.screenshot({ path: `${BUILT}watch-${name}.png`, fullPage: true });
      assert.deepEqual(await barriers(tab), []);
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      assert.equal(await tab.evaluate(() => document.documentElement.scrollHeight), height, "the page grows");
    });
  }

  test("serves the chart library that the lock file names", async () => {
    const ours = await readFile(`${ROOT}market/watch/page/vendor/lightweight-charts.js`);
    const locked = await readFile(new URL("node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.js", import.meta.url));
    assert.ok(ours.equals(locked));
  });

  test("says since when it is stale, and why, once the environment is gone", async () => {
    const { tab } = await watch();
    await order("die");
    await tab.waitForFunction(() => document.querySelector("#state.stale"));
    assert.match(await text(tab, "#state"), /^stale since \d\d:\d\d:\d\d UTC$/);
    await tab.waitForFunction(() => /Stale since .*: dev cannot be read: /.test(document.getElementById("stale").textContent));
    assert.match(await tab.title(), /^stale: dev/);
    await tab.screenshot({ path: `${BUILT}watch-stale.png`, fullPage: true });
  });

  test("says so when the server itself has ended", async () => {
    const { tab } = await watch().catch(() => open(browser, url));
    served.kill();
    await tab.waitForFunction(() => document.querySelector("#state.stale"));
  });
});
