"use strict";
// Foreign text comes inert from the server and goes into text nodes only; nothing here makes markup.
const MOST_TICKS = 300, SPARK_TICKS = 60, REDRAW_MS = 250, RETRY_MS = 2000;
const $ = (id) => document.getElementById(id);
const chart = new PriceChart($("chart"));
const state = { chosen: decodeURIComponent(location.hash.slice(1)), rows: new Map(), ticks: new Map(), message: null, health: null, isDrawn: false };
let source, redraw = 0;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
// A text that has not changed is not written: writing costs layout, and a selection.
function write(element, text, title = "") {
  if (element.textContent !== text) element.textContent = text;
  if (element.title !== title) element.title = title;
}
const number = (value, digits = 0) => value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const milliseconds = (value) => (value === null ? "–" : value < 10_000 ? `${number(value)} ms` : `${number(value / 1000, 1)} s`);
const percent = (part) => `${part < 0 ? "−" : "+"}${number(Math.abs(part) * 100, 2)} %`;
const clock = (time) => `${time.slice(11, 19)} UTC`;
// An indicator has 34 digits: two more than the price are shown, all of them in the tooltip.
const indicator = (tick, name) => (tick?.[name] == null ? ["–", ""] : [number(Number(tick[name]), Math.min(10, decimals(tick.price) + 2)), tick[name]]);
// DynamoDB drops zeroes at the end: all prices of a series are shown with as many digits.
const padded = (price, digits) => (digits > decimals(price) ? `${price}${price.includes(".") ? "" : "."}${"0".repeat(digits - decimals(price))}` : price);
const decimals = (text) => (text.split(".")[1] ?? "").length;

// Receiving: a stream for the chosen series, which the browser opens anew when it breaks.
function connect() {
  source?.close();
  source = new EventSource(`events?series=${encodeURIComponent(state.chosen)}`);
  source.onmessage = ({ data }) => { receive(JSON.parse(data)); schedule(); };
  source.onerror = () => {
    if (state.message) state.message.stale ??= { since: state.message.time, why: "market watch does not answer; it may have ended." };
    schedule();
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
  };
}
function receive(message) {
  if (message.whole || message.chosen !== state.chosen) state.ticks.clear();
  state.isDrawn &&= !message.whole && !message.ticks.length;
  if (message.whole) for (const row of state.rows.values()) row.spark.clear();
  state.message = message;
  state.chosen = message.chosen;
  state.health = message.health ?? state.health;
  merge(state.ticks, message.ticks.map((tick) => [tick.key, tick]), MOST_TICKS, ([, one], [, other]) => one.ms - other.ms);
  for (const series of message.series) {
    const row = state.rows.get(series.name) ?? newRow(series);
    if (series.spark.length) merge(row.spark, series.spark, SPARK_TICKS, ([one], [other]) => one - other);
    row.changed ||= series.spark.length > 0 || message.whole;
    row.series = series;
    row.digits = Math.max(row.digits, decimals(series.tick?.price ?? ""));
  }
  const names = new Set(message.series.map(({ name }) => name));
  for (const [name, row] of state.rows) if (!names.has(name)) { row.item.remove(); state.rows.delete(name); }
}
function merge(map, entries, most, order) {
  for (const [key, value] of entries) map.set(key, value);
  const kept = [...map].sort(order).slice(-most);
  map.clear();
  for (const [key, value] of kept) map.set(key, value);
}

// Drawing: at most four times a second, and not while nobody sees it.
function schedule() {
  redraw ||= setTimeout(() => requestAnimationFrame(() => { redraw = 0; draw(); }), REDRAW_MS);
}
function draw() {
  if (document.hidden || !state.message) return;
  const { environment, cloud, stale } = state.message;
  write($("environment"), environment);
  write($("cloud"), `on ${cloud}`);
  document.title = `${stale ? "stale: " : ""}${environment} – market watch`;
  $("state").className = `state ${stale ? "stale" : "live"}`;
  write($("state"), stale ? `stale since ${clock(stale.since)}` : "live");
  $("stale").hidden = !stale;
  write($("stale"), stale ? `Stale since ${clock(stale.since)}: ${stale.why}` : "");
  drawTiles();
  drawFocus();
  drawList();
  if (state.health) drawHealth(state.health);
}
function drawTiles() {
  const { rate, stored_ms, enriched_ms, waiting } = state.message.all;
  const { rejects, queues, alarms, missing = [] } = state.health ?? {};
  const lag = (pair) => (pair ? [milliseconds(pair[0]), `95 %: ${milliseconds(pair[1])}`] : ["–", ""]);
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const inAlarm = alarms?.ALARM ?? 0;
  pairs($("tiles"), [
    ["Ticks per second", number(rate, 1), "last minute"],
    ["Lag to receipt", ...lag(stored_ms)],
    ["Lag to indicators", ...lag(enriched_ms)],
    ["Not enriched yet", number(waiting), "of the last minute", waiting ? "warn" : ""],
    ["Rejected", rejects ? number(sum(Object.values(rejects))) : "–", "15 min"],
    ["Messages waiting", queues ? number(sum(queues.map((each) => each.waiting))) : "–", queues ? `in ${queues.length} queues` : ""],
    ["Alarms", alarms ? (inAlarm ? `${inAlarm} in ALARM` : "none in ALARM") : "–", alarms ? `of ${sum(Object.values(alarms))}${missing.length ? `, ${missing.length} missing` : ""}` : "", inAlarm || missing.length ? "bad" : ""],
  ]);
}
function pairs(list, entries) {
  while (list.children.length < entries.length) list.append(make("div", {}, make("dt"), make("dd", {}, make("span"), " ", make("small"))));
  entries.forEach(([name, value, note = "", look = "", title = ""], place) => {
    const [term, { children: [text, small] }] = list.children[place].children;
    write(term, name);
    write(text, value, title);
    write(small, note);
    text.className = look;
  });
}
function drawFocus() {
  const ticks = [...state.ticks.values()], tick = ticks.at(-1);
  const row = state.rows.get(state.chosen);
  write($("label"), row ? row.series.label : "No series yet");
  write($("price"), tick ? padded(tick.price, row?.digits ?? 0) : "–");
  drawMove($("change"), ticks.map(({ price }) => Number(price)), ticks.length > 1 ? `over ${ticks.length} ticks` : "");
  for (const name of ["ma_5", "ma_20", "volatility"]) write($(name), ...indicator(tick, name));
  pairs($("facts"), [
    ["Event time, UTC", tick ? tick.time.slice(11, 23).replace("Z", "") : "–", "", "", tick?.time],
    ["Volume", tick?.volume ?? "–"],
    ["Lag to receipt", milliseconds(tick?.received_ms ?? null)],
    ["Lag to indicators", milliseconds(tick?.enriched_ms ?? null)],
    ["Deviation", tick?.deviation == null ? "–" : percent(Number(tick.deviation)), "", "", tick?.deviation ?? ""],
    ["Ticks per second", row ? number(row.series.rate, 2) : "–"],
  ]);
  if (!state.isDrawn) { chart.draw(ticks); state.isDrawn = true; }
}
function drawMove(element, prices, note = "") {
  const moved = prices.length > 1 && prices[0] ? prices.at(-1) / prices[0] - 1 : 0;
  element.className = `${element.className.split(" ")[0]} ${moved > 0 ? "good" : moved < 0 ? "bad" : "muted"}`;
  write(element, `${moved > 0 ? "▲" : moved < 0 ? "▼" : ""} ${percent(moved)} ${note}`.trim());
}

// The list: a button for each series.
function newRow(series) {
  const parts = { name: make("span", { class: "name" }), value: make("span", { class: "value" }), detail: make("span", { class: "detail" }), move: make("span", { class: "move" }) };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  svg.setAttribute("viewBox", "0 0 100 32"); svg.setAttribute("preserveAspectRatio", "none"); svg.setAttribute("aria-hidden", "true");
  svg.append(line);
  const button = make("button", { type: "button" }, parts.name, svg, parts.value, parts.detail, parts.move);
  button.addEventListener("click", () => choose(series.name));
  const row = { ...parts, line, button, item: make("li", {}, button), spark: new Map(), series, digits: 0, changed: true };
  $("series").append(row.item);
  state.rows.set(series.name, row);
  return row;
}
function drawList() {
  const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of state.rows.values()) {
    const { label, tick, rate, name } = row.series;
    row.item.hidden = !words.every((word) => label.toLowerCase().includes(word));
    shown += !row.item.hidden;
    if (name === state.chosen) row.button.setAttribute("aria-current", "true"); else row.button.removeAttribute("aria-current");
    if (row.item.hidden) continue;
    write(row.name, label, label);
    write(row.value, tick ? padded(tick.price, row.digits) : "–");
    write(row.detail, `${number(rate, 2)}/s · ${milliseconds(tick?.enriched_ms ?? tick?.received_ms ?? null)}`);
    if (row.changed) { drawSpark(row); row.changed = false; }
  }
  write($("found"), words.length ? `${shown} of ${state.rows.size}` : `${state.rows.size}`);
}
function drawSpark({ line, move, spark }) {
  const prices = [...spark.values()], low = Math.min(...prices), span = Math.max(...prices) - low || 1;
  const last = Math.max(1, prices.length - 1);
  line.setAttribute("points", prices.map((price, place) => `${((place / last) * 100).toFixed(1)},${(30 - ((price - low) / span) * 28).toFixed(1)}`).join(" "));
  drawMove(move, prices);
}
function choose(name) {
  if (name === state.chosen) return;
  state.chosen = name;
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  state.ticks.clear();
  state.isDrawn = false;
  connect();
  state.rows.get(name)?.button.scrollIntoView({ block: "nearest" });
  schedule();
}

// Health: small tables, built anew when a new state arrives.
function drawHealth(health) {
  if (health === drawHealth.drawn) return;
  drawHealth.drawn = health;
  const { rejects, queues, alarms, in_alarm: inAlarm = [], missing = [], unknown } = health;
  const most = Math.max(1, ...Object.values(rejects ?? {}));
  const unread = unknown.map((why) => make("p", { class: "warn" }, why));
  const none = (text) => make("p", { class: "muted" }, text);
  $("rejects").replaceChildren(!rejects ? none("Unknown.") : !Object.keys(rejects).length ? none("Nothing was rejected.") : table(["Reason", "", "Ticks"],
    Object.entries(rejects).map(([reason, count]) => [reason, make("meter", { min: 0, max: most, value: count, "aria-label": reason }), number(count)])));
  $("queues").replaceChildren(!queues ? none("Unknown.") : table(["Queue", "Waiting", "In flight", "Oldest"],
    queues.map(({ name, waiting, in_flight, oldest_s }) => [name, number(waiting), number(in_flight), oldest_s === null ? "–" : `${number(oldest_s)} s`])));
  $("alarms").replaceChildren(...unread, !alarms ? none("Unknown.") : none(Object.entries(alarms).map(([name, count]) => `${count} ${name}`).join(", ") || "There are none."),
    ...missing.map((name) => make("div", { class: "alarm" }, make("strong", { class: "bad" }, `✗ ${name} is missing`))),
    ...inAlarm.map(({ name, since, reason }) => make("div", { class: "alarm" }, make("strong", { class: "bad" }, `▲ ${name}`), ` since ${clock(since)}`, make("p", {}, reason))));
}
function table(headings, rows) {
  const cells = (tag, values, attributes) => make("tr", {}, ...values.map((value) => make(tag, attributes, value)));
  return make("table", {}, make("thead", {}, cells("th", headings, { scope: "col" })), make("tbody", {}, ...rows.map((row) => cells("td", row))));
}

$("find").addEventListener("input", drawNow);
function drawNow() { if (state.message) drawList(); }
document.addEventListener("visibilitychange", schedule);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = document.activeElement === $("find");
  if (event.key === "Escape") { $("find").value = ""; $("find").blur(); drawNow(); return; }
  if (event.key === "/" && !typing) { $("find").focus(); event.preventDefault(); return; }
  const step = { ArrowDown: 1, ArrowUp: -1, ...(typing ? {} : { j: 1, k: -1 }) }[event.key];
  if (!step) return;
  const names = [...state.rows].filter(([, { item }]) => !item.hidden).map(([name]) => name);
  const place = names.indexOf(state.chosen);
  if (names.length) choose(names[place < 0 ? 0 : Math.min(names.length - 1, Math.max(0, place + step))]);
  event.preventDefault();
});
connect();
