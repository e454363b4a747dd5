"use strict";
// The chart of one series: price, two means, and a band around the slower one.
const BAND_WIDTH = 2; // volatilities on each side, as in Bollinger bands

// Fills the space between two lines, given as { time, low, high }.
class Band {
  #points = [];
  #chart; #series; #redraw; #color = "";
  attached({ chart, series, requestUpdate }) { this.#chart = chart; this.#series = series; this.#redraw = requestUpdate; }
  set(points, color) { this.#points = points; this.#color = color; this.#redraw?.(); }
  updateAllViews() {}
  paneViews() { return [{ zOrder: () => "bottom", renderer: () => ({ draw: (target) => this.#draw(target) }) }]; }
  // The price scale makes room for the band, too.
  autoscaleInfo() {
    if (!this.#points.length) return null;
    const minValue = Math.min(...this.#points.map(({ low }) => low));
    const maxValue = Math.max(...this.#points.map(({ high }) => high));
    return { priceRange: { minValue, maxValue } };
  }
  #draw(target) {
    target.useMediaCoordinateSpace(({ context }) => {
      const at = ({ time }, price) => [this.#chart.timeScale().timeToCoordinate(time), this.#series.priceToCoordinate(price)];
      const edge = [...this.#points.map((each) => at(each, each.high)), ...this.#points.map((each) => at(each, each.low)).reverse()];
      context.beginPath();
      for (const [x, y] of edge) if (x !== null && y !== null) context.lineTo(x, y);
      context.fillStyle = this.#color;
      context.fill();
    });
  }
}

class PriceChart {
  #chart; #lines; #band = new Band();
  constructor(element) {
    const { createChart, LineSeries } = globalThis.LightweightCharts;
    this.#chart = createChart(element, {
      autoSize: true, handleScroll: false, handleScale: false,
      // The page has its own attribution: the logo needs an inline style, which its policy forbids.
      layout: { attributionLogo: false, background: { color: "transparent" }, fontFamily: "system-ui, sans-serif" },
      localization: { locale: "en-US", timeFormatter: (time) => new Date(time * 1000).toISOString().slice(11, 23) },
      rightPriceScale: { borderVisible: false }, timeScale: { borderVisible: false, timeVisible: true, secondsVisible: true },
    });
    const line = (lineWidth) => this.#chart.addSeries(LineSeries, { lineWidth, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false });
    this.#lines = { slow: line(1), fast: line(1), price: line(2) };
    this.#lines.price.applyOptions({ lastValueVisible: true });
    this.#lines.slow.attachPrimitive(this.#band);
    this.paint();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
  }
  // A canvas knows no variables: colours come from the elements of the legend.
  paint() {
    const color = (selector) => getComputedStyle(document.querySelector(selector)).color;
    const faint = getComputedStyle(document.getElementById("focus")).borderTopColor;
    this.#chart.applyOptions({ layout: { textColor: color("#legend") }, grid: { vertLines: { visible: false }, horzLines: { color: faint } } });
    for (const [name, selector] of [["price", ".price-line"], ["fast", ".fast"], ["slow", ".slow"]]) this.#lines[name].applyOptions({ color: color(selector) });
    this.#bandColor = color(".band");
    this.draw(this.#ticks);
  }
  #bandColor = ""; #ticks = [];
  // The ticks, oldest first; of one instant the last counts: times of a chart must rise.
  draw(ticks) {
    this.#ticks = ticks;
    const points = [...new Map(ticks.map((tick) => [tick.ms / 1000, tick]))];
    const of = (name) => points.filter(([, tick]) => tick[name] !== null).map(([time, tick]) => ({ time, value: Number(tick[name]) }));
    const decimals = Math.min(8, Math.max(0, ...ticks.slice(-20).map(({ price }) => (price.split(".")[1] ?? "").length)));
    const format = { priceFormat: { type: "price", precision: decimals, minMove: 10 ** -decimals } };
    for (const [line, name] of [["price", "price"], ["fast", "ma_5"], ["slow", "ma_20"]]) {
      this.#lines[line].applyOptions(format);
      this.#lines[line].setData(of(name));
    }
    const enough = points.filter(([, tick]) => tick.ma_20 !== null && tick.volatility !== null);
    this.#band.set(enough.map(([time, { ma_20, volatility }]) => {
      const [middle, width] = [Number(ma_20), BAND_WIDTH * Number(volatility)];
      return { time, low: middle - width, high: middle + width };
    }), this.#bandColor);
    this.#chart.timeScale().fitContent();
  }
}
