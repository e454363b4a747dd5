// Opens a page, says so, and leaves it open until standard input ends: node hold.mjs URL
import { launch, open } from "./browser.mjs";

const browser = await launch();
const { tab, complaints } = await open(browser, process.argv[2]);
await tab.waitForFunction(() => document.querySelector("#state.live") && document.querySelector("#chart canvas"));
console.log("open");
for await (const _ of process.stdin);
await browser.close();
if (complaints.length) throw new Error(complaints.join("\n"));
