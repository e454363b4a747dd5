"use strict";
// All content is built from the JSON element by text nodes: no text of a resource becomes markup.
// Marks that turn the direction of writing would let a name say something else than it is.
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const visible = (text) => text.replace(TURNING, (mark) => `<U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
const data = JSON.parse(document.getElementById("data").textContent, (_, value) => (typeof value === "string" ? visible(value) : value));
const MARKS = { compliant: ["✓", "good"], violation: ["✗", "bad"], undecided: ["?", "bad"], crashed: ["!", "bad"],
  "deferred to plan": ["→", "later"], waived: ["w", "waived"] };
const BAD = new Set(["violation", "undecided", "crashed"]);
const MOST_ROWS = 50;
const $ = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}
const list = (items) => make("ul", {}, ...items.map((item) => make("li", {}, item)));
function table(headings, rows, caption) {
  const head = headings.map((text) => make("th", { scope: "col" }, text));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell))));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", { class: "muted" }, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)));
}
function link(url, text) {
  return /^https:\/\//.test(url) ? make("a", { href: url, rel: "noreferrer" }, text) : text;
}
const plural = (count, word) => `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;

function verdict() {
  const passed = data.fault_count === 0;
  const examined = data.sections.reduce((sum, one) => sum + one.verdicts.length, 0);
  const text = examined === 0 ? "Nothing was examined" : passed ? "Compliant" : `Not compliant: ${plural(data.fault_count, "fault")}`;
  $("verdict-body").append(
    make("p", { class: `verdict ${passed && examined ? "good" : "bad"}` }, text),
    make("p", {}, `${plural(examined, "verdict")} of ${data.sections.map((one) => `${plural(one.rules.length, "rule")} (${one.tool}, ${one.place})`).join(", ") || "no rule"}; ${plural(data.waivers.length, "waiver")}.`),
    data.missing.length ? make("p", {}, make("strong", {}, "Not shown here: "), data.missing.join(", "), ".") : "",
    passed ? "" : list(data.faults),
    data.fault_count > data.faults.length ? make("p", {}, `… and ${(data.fault_count - data.faults.length).toLocaleString("en-US")} more: the matrix shows all of them.`) : "");
}

// The matrix: a table for each type of resource, with the policies that examined it.
const state = { find: "", status: "", place: 0, whole: false };
let sections = [];

function prepared(section) {
  const types = new Map();
  for (const [rule, resource, status, text] of section.verdicts) {
    const { address } = section.resources[resource];
    const type = address.startsWith("aws_") ? address.split(".")[0] : "other";
    if (!types.has(type)) types.set(type, { rules: new Set(), rows: new Map() });
    const held = types.get(type);
    held.rules.add(rule);
    if (!held.rows.has(resource)) held.rows.set(resource, new Map());
    held.rows.get(resource).set(rule, [data.statuses[status], text]);
  }
  return [...types].sort().map(([type, held]) => ({ type, section, rules: [...held.rules],
    rows: [...held.rows].map(([resource, cells]) => ({ resource, cells, statuses: new Set([...cells.values()].map(([status]) => status)),
      words: words(section, resource, cells) })) }));
}
function words(section, resource, cells) {
  const { stack, address, file } = section.resources[resource];
  return `${stack} ${address} ${file} ${[...cells.keys()].map((rule) => section.rules[rule].id).join(" ")}`.toLowerCase();
}
function shown(row) {
  if (state.status === "bad" ? ![...row.statuses].some((one) => BAD.has(one)) : state.status && !row.statuses.has(state.status)) return false;
  return state.find.split(/\s+/).every((word) => row.words.includes(word));
}
function matrix() {
  const body = $("matrix-body");
  const parts = [];
  let count = 0;
  let room = state.whole ? Infinity : MOST_ROWS;
  for (const part of sections[state.place] || []) {
    const rows = part.rows.filter(shown);
    count += rows.length;
    if (rows.length && room > 0) parts.push(grid(part, rows.slice(0, room)));
    room -= rows.length;
  }
  if (room < 0) parts.push(make("button", { type: "button", onclick: () => { state.whole = true; matrix(); } }, `Show all ${count} resources`));
  body.replaceChildren(...parts);
  $("found").textContent = plural(count, "resource");
}
function grid(part, rows) {
  const { section, rules } = part;
  const heads = rules.map((rule) => make("th", { scope: "col" }, make("span", { title: `${section.rules[rule].id}: ${section.rules[rule].title}` }, short(section.rules[rule].id, part.type))));
  const lines = rows.map((row) => {
    const cells = rules.map((rule) => cell(section, row, rule));
    const { address, stack } = section.resources[row.resource];
    const name = address.includes(".") ? address.slice(address.indexOf(".") + 1) : address;
    return make("tr", {}, make("th", { scope: "row" }, make("button", { onclick: () => ofResource(section, row) }, name), " ", make("span", { class: "muted" }, stack)), ...cells);
  });
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": part.type },
    make("table", { class: "grid" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, part.type), ...heads)), make("tbody", {}, ...lines)));
}
// Within the table of a type its name says nothing more.
function short(id, type) {
  const own = type.replace(/^aws_/, "");
  return [own, "resource", "lambda"].reduce((name, prefix) => (name.startsWith(`${prefix}_`) ? name.slice(prefix.length + 1) : name), id).replaceAll("_", " ");
}
function cell(section, row, rule) {
  const found = row.cells.get(rule);
  if (!found) return make("td");
  const [mark, kind] = MARKS[found[0]];
  if (found[0] === "compliant") return make("td", { class: kind, title: "compliant" }, mark);
  return make("td", { class: kind }, make("button", { "aria-label": `${found[0]}: ${section.rules[rule].id}`, onclick: () => ofVerdict(section, row, rule) }, mark));
}
function where(section, resource) {
  const { stack, address, file, line } = section.resources[resource];
  return make("p", { class: "mono" }, `${stack}: ${address}`, file ? ` · ${file}:${line}` : "");
}
function open(title, ...content) {
  $("detail-title").textContent = title;
  $("detail-body").replaceChildren(...content);
  $("detail").showModal();
}
function ofVerdict(section, row, rule) {
  const { id, title, severity, why, remedy, link: url, requirements } = section.rules[rule];
  const [status, text] = row.cells.get(rule);
  open(title, where(section, row.resource),
    make("p", { class: MARKS[status][1] }, make("strong", {}, status), text >= 0 ? `: ${section.texts[text]}` : ""),
    why ? make("p", {}, why) : "", remedy ? make("p", {}, make("strong", {}, "Remedy: "), remedy) : "",
    make("p", { class: "muted" }, [id, severity && `severity ${severity}`, requirements.join(", ")].filter(Boolean).join(" · "), " ", url ? link(url, "source") : ""));
}
function ofResource(section, row) {
  const lines = [...row.cells].map(([rule, [status, text]]) => [make("span", { class: MARKS[status][1] }, `${MARKS[status][0]} ${status}`), section.rules[rule].id, text >= 0 ? section.texts[text] : section.rules[rule].title]);
  open(section.resources[row.resource].address, where(section, row.resource), table(["verdict", "rule", "what it says"], lines, `${plural(lines.length, "verdict")}`));
}

// What the policies of a control found here; those that decided nothing prove nothing.
function held({ policies, failed, waived, not_run: idle }) {
  const passed = policies.length - failed.length - waived.length - idle.length;
  const parts = [failed.length && make("span", { class: "bad" }, `✗ ${failed.join(", ")}`),
    passed && make("span", { class: "good" }, `✓ ${passed === 1 ? "1 policy" : `${passed} policies`}`),
    waived.length && make("span", { class: "waived" }, `w ${waived.join(", ")}`),
    idle.length && make("span", { class: "muted" }, `not run: ${idle.join(", ")}`)];
  return make("div", { class: "names" }, ...parts.filter(Boolean).map((part) => make("div", {}, part)));
}
function controls() {
  const rows = data.controls.map((one) => [make("strong", {}, one.id), one.text, held(one), make("div", { class: "names" }, one.tests.join(", "))]);
  $("controls-body").append(rows.length ? table(["control", "what is required", "policies here", "tests"], rows, `${plural(rows.length, "control")} of policies/controls.toml`) : "No control.");
  for (const one of data.frameworks) $("controls-body").append(framework(one));
}
function framework({ title, total, not_claimed: rest, controls: claimed }) {
  const rows = claimed.map((one) => [make("strong", {}, one.id), `${one.checks} of ${one.of}`, held(one), make("div", { class: "names" }, one.policies.join(", "))]);
  return make("details", {}, make("summary", {}, `${title}: ${claimed.length} of ${plural(total, "control")} held in part, ${rest} not claimed`),
    table(["control", "checks held", "here", "policies"], rows, `what policies hold of ${title}`));
}
function waivers() {
  const rows = data.waivers.map(({ policy, place, reason, owner, expires, days }) => [policy, make("span", { class: "mono" }, place), reason, owner,
    make("span", { class: days < 0 ? "bad" : days < 30 ? "waived" : "" }, `${expires} (${days < 0 ? "expired" : plural(days, "day")})`)]);
  $("waivers-body").append(rows.length ? table(["policy", "resource", "reason", "owner", "expires"], rows, plural(rows.length, "waiver")) : "No finding is waived.");
}
function plans() {
  for (const { stack, counts, changes, problem } of data.plans) {
    const summary = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`).join(", ") || "no changes";
    const rows = changes.map(({ address, kind, dangers, loses_data: loses }) => [kind, make("span", { class: "mono" }, address),
      make("span", { class: "bad" }, [...dangers, loses ? "its data is lost" : ""].filter(Boolean).join("; "))]);
    $("plan-body").append(make("h3", {}, `${stack}: ${summary}`), problem ? make("p", { class: "bad" }, problem) : "",
      rows.length ? table(["change", "resource", "danger"], rows, `changes of ${stack}`) : "");
  }
  if (!data.plans.length) $("plan-body").append("There is no plan; gitops plan makes one.");
}
function tests() {
  const body = $("tests-body");
  const { tested, mutation, benchmarks, costs } = data;
  body.append(make("p", {}, tested === null ? "Integration tests: not run." : `Integration tests in ${tested.environment}: ${tested.ran} ran, ${tested.failed.length} failed${tested.skipped.length ? `, ${tested.skipped.length} skipped (${tested.skipped.join(", ")})` : ""}.`));
  if (tested && tested.failed.length) body.append(list(tested.failed));
  body.append(make("p", {}, mutation === null ? "Mutation run: not run; make policies-mutation makes one." :
    `Mutation run of ${mutation.made.replace("T", " ")}: ${mutation.caught.toLocaleString("en-US")} of ${plural(mutation.mutants, "mutant")} of the stacks caught by ${mutation.policies} policies, ${plural(mutation.faults.length, "fault")}.`));
  if (mutation && mutation.faults.length) body.append(list(mutation.faults));
  const numbers = Object.entries(benchmarks).map(([name, values]) => [name, rounded(values.at(-1)), trend(values)]);
  if (numbers.length) body.append(table(["benchmark", "last", "trend"], numbers, "runs of make bench, the newest at the right"));
  const prices = costs.map(({ stack, unit, monthly, per_million: million }) => [stack, monthly, unit ? `${million} for a million ${unit}s` : "not measured"]);
  if (prices.length) body.append(table(["stack", "USD a month fixed", "USD by work"], prices, "estimated cost, list prices"));
}

const rounded = (value) => String(Math.round(value * 1000) / 1000);
// A line of all runs; each is drawn between the least and the most of them.
function trend(values) {
  if (values.length < 2) return "one run";
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const points = values.map((value, run) => `${(run * 96) / (values.length - 1) + 2},${most > least ? 18 - (16 * (value - least)) / (most - least) : 10}`);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  for (const [name, value] of Object.entries({ class: "trend", viewBox: "0 0 100 20", width: "100", height: "20", role: "img",
    "aria-label": `${plural(values.length, "run")}, from ${rounded(values[0])} to ${rounded(values.at(-1))}, between ${rounded(least)} and ${rounded(most)}` })) svg.setAttribute(name, value);
  line.setAttribute("points", points.join(" "));
  svg.append(line);
  return svg;
}

function start() {
  document.title = `Compliance of ${data.environment}`;
  $("title").textContent = `Compliance of ${data.environment}`;
  $("about").textContent = `Made ${data.made.replace("T", " ")}${data.commit ? `, commit ${data.commit}` : ""}.`;
  verdict();
  $("legend").append(...Object.entries(MARKS).flatMap(([name, [mark, kind]]) => [make("span", { class: kind }, `${mark} ${name}`), "  "]));
  sections = data.sections.map(prepared);
  $("place").append(...data.sections.map((one, number) => make("option", { value: String(number) }, `${one.tool}, ${one.place}`)));
  matrix();
  controls();
  waivers();
  plans();
  tests();
  const changed = () => { Object.assign(state, { find: $("find").value.trim().toLowerCase(), status: $("status").value, place: Number($("place").value), whole: false }); matrix(); };
  for (const id of ["find", "status", "place"]) $(id).addEventListener("input", changed);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeprint", () => { state.whole = true; matrix(); for (const one of document.querySelectorAll("details")) one.open = true; });
  $("save-svg").addEventListener("click", save);
}
function save() {
  const drawing = document.querySelector("#drawing svg");
  const url = URL.createObjectURL(new Blob([drawing.outerHTML], { type: "image/svg+xml" }));
  make("a", { href: url, download: `${data.environment}.svg` }).click();
  URL.revokeObjectURL(url);
}
start();
