// Prints how long the large report takes to its first paint and for a keystroke of its filter, as
// JSON: `python -m benchmarks report_page` reads it. The best of some tries, for the machine is shared.
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";

const LARGE = pathToFileURL(fileURLToPath(new URL("../../build/web/large.html", import.meta.url))).href;
const ROUNDS = 5;
const browser = await launch();
const paints = [];
const strokes = [];
for (let round = 0; round < ROUNDS; round++) {
  const { tab } = await open(browser, LARGE);
  paints.push(await tab.evaluate(() => new Promise((done) => {
    new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").forEach((one) => done(one.startTime)))
      .observe({ type: "paint", buffered: true });
  })));
  strokes.push(await tab.evaluate(async () => {
    const find = document.getElementById("find");
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    await painted();
    const began = performance.now();
    find.value += "queue-4";
    find.dispatchEvent(new Event("input"));
    await painted();
    return performance.now() - began;
  }));
  await tab.close();
}
await browser.close();
console.log(JSON.stringify({ "report.first_paint_ms": Math.min(...paints), "report.filter_ms": Math.min(...strokes) }));
