// The report of `gitops report` in a real browser; tests/web/pages.py writes what is opened here.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { barriers, launch, open } from "./browser.mjs";

const BUILT = fileURLToPath(new URL("../../build/web/", import.meta.url));
const PAGE = pathToFileURL(`${BUILT}report.html`).href;
const LARGE = pathToFileURL(`${BUILT}large.html`).href;
let browser;

before(async () => { mkdirSync(BUILT, { recursive: true }); browser = await launch(); });
after(() => browser.close());

const rows = (tab) => tab.locator("#matrix-body tbody tr").count();

describe("the report", () => {
  test("complains of nothing, asks the network for nothing, and runs no text of a resource", async () => {
    const { tab, complaints, requests } = await open(browser, PAGE);
    for (const button of await tab.locator("#matrix-body button").all()) {
      await button.click();
      await tab.locator("#detail button").first().click();
    }
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:")), []);
    assert.equal(await tab.evaluate(() => globalThis.hacked), undefined);
    const shown = await tab.evaluate(() => document.querySelector("header").textContent + document.querySelector("main").textContent);
    assert.match(shown, /<U\+202E>/);
    assert.doesNotMatch(shown, /[\u202a-\u202e]/);
    assert.equal(await tab.locator("main img, a[href^=javascript]").count(), 0);
  });

  test("says first whether the environment is compliant, and why not", async () => {
    const { tab } = await open(browser, PAGE);
    assert.match(await tab.locator(".verdict").innerText(), /^Not compliant: \d+ faults$/);
    assert.match(await tab.locator("#verdict").innerText(), /Not shown here: .*policies on the live environment/);
  });

  test("shows the resources that the filters ask for", async () => {
    const { tab } = await open(browser, PAGE);
    assert.equal(await rows(tab), 2);
    await tab.fill("#find", "orders.py redrive");
    assert.equal(await rows(tab), 1);
    await tab.fill("#find", "no such thing");
    assert.equal(await tab.locator("#found").innerText(), "0 resources");
    await tab.fill("#find", "");
    await tab.selectOption("#status", "waived");
    assert.equal(await rows(tab), 2);
    await tab.selectOption("#place", "1");
    assert.equal(await rows(tab), 0);
  });

  test("opens a verdict with the keyboard and closes it again", async () => {
    const { tab } = await open(browser, PAGE);
    await tab.locator("td button").first().focus();
    await tab.keyboard.press("Enter");
    assert.match(await tab.locator("#detail").innerText(), /stacks\/orders\.py:7[\s\S]*Remedy: Do this\./);
    await tab.keyboard.press("Escape");
    assert.equal(await tab.locator("#detail").isVisible(), false);
  });

  test("prints every resource and no control", async () => {
    const { tab } = await open(browser, LARGE);
    assert.ok((await rows(tab)) < 500);
    await tab.emulateMedia({ media: "print" });
    await tab.evaluate(() => globalThis.dispatchEvent(new Event("beforeprint")));
    assert.equal(await rows(tab), 500);
    assert.equal(await tab.locator("#filters").isVisible(), false);
  });

  test("shows the rest of a large matrix when it is asked to", async () => {
    const { tab } = await open(browser, LARGE);
    await tab.getByRole("button", { name: "Show all 500 resources" }).click();
    assert.equal(await rows(tab), 500);
  });

  test("shows controls by framework and the trend of benchmarks, open when printed", async () => {
    const { tab } = await open(browser, PAGE);
    assert.equal(await tab.getByText("CC6.1").isVisible(), false);
    await tab.locator("summary").click();
    assert.equal(await tab.getByText("CC6.1").isVisible(), true);
    assert.equal(await tab.locator(".trend").getAttribute("aria-label"), "2 runs, from 14.5 to 12.346, between 12.346 and 14.5");
    await tab.locator("summary").click();
    await tab.evaluate(() => globalThis.dispatchEvent(new Event("beforeprint")));
    assert.equal(await tab.getByText("CC6.1").isVisible(), true);
  });

  test("shows no check mark for a control whose policies are waived, or decided nothing", async () => {
    const { tab } = await open(browser, PAGE);
    const [failed, waived, idle] = await tab.locator("#controls-body > .scroll tbody tr").allInnerTexts();
    assert.match(failed, /✗ sqs_queue_is_encrypted/);
    assert.match(waived, /w sqs_queue_has_redrive/);
    assert.doesNotMatch(waived, /✓/);
    assert.match(idle, /not run: sns_topic_is_encrypted/);
    assert.doesNotMatch(idle, /✓/);
  });

  test("shows the mutation run with its faults, and which tests were skipped", async () => {
    const { tab } = await open(browser, PAGE);
    const shown = await tab.locator("#tests-body").innerText();
    assert.match(shown, /3 ran, 1 failed, 1 skipped \(test_of_later\)\./);
    assert.match(shown, /Mutation run of 2026-03-01 11:00:00\+00:00: 1,199 of 1,200 mutants of the stacks caught by 104 policies, 1 fault\./);
    assert.match(await tab.locator("#verdict").innerText(), /mutation run: survived:/);
  });

  test("draws in the colours of the page, dark as well", async () => {
    const { tab } = await open(browser, PAGE, { colorScheme: "dark" });
    const [paper, page] = await tab.evaluate(() => [getComputedStyle(document.querySelector("#drawing .paper")).fill, getComputedStyle(document.body).backgroundColor]);
    assert.equal(paper, page);
  });

  test("gives its drawing away as a file", async () => {
    const { tab } = await open(browser, PAGE);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("#save-svg")]);
    assert.match(download.suggestedFilename(), /\.svg$/);
  });

  for (const [name, width, colorScheme] of [["desktop", 1280, "light"], ["desktop-dark", 1280, "dark"], ["phone", 390, "dark"]]) {
    test(`has no barrier and does not scroll sideways: ${name}`, async () => {
      const { tab } = await open(browser, PAGE, { width, colorScheme });
      await tab.screenshot({ path: `${BUILT}report-${name}.png`, fullPage: true });
      assert.deepEqual(await barriers(tab), []);
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await tab.locator("td button").first().click();
      assert.deepEqual(await barriers(tab), []);
    });
  }
});
