"use strict";
// Theme switch, details opened for links and print, and the what-if: value = −Σ counts × prices, offline.

const formatNumber = (value) => {
  // Three significant digits as takehome.units.format_number writes them, ties to even.
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value), sign = value < 0 ? "−" : "";
  const exact = size.toExponential(60), even = Number(exact[3]) % 2 === 0;
  const tie = /^\d\.\d\d50*e/.test(exact);
  const [digits, power] = (tie && even ? exact.slice(0, 4) + exact.slice(exact.indexOf("e")) : size.toExponential(2)).split("e");
  const rounded = Number(`${digits}e${power}`), exponent = Number(power);
  if (!(rounded >= 1e-6 && rounded < 1e15)) {
    return `${value < 0 ? "-" : ""}${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  }
  const decimals = Math.max(2 - exponent, 0);
  return sign + rounded.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
};

const probabilityText = (share) => {
  if (share > 0.999) return "more than 99.9 %";
  if (share < 0.001) return "less than 0.1 %";
  if (share > 0.99 || share < 0.01) return `${Math.floor(1000 * share) / 10} %`;
  const percent = 100 * share, floor = Math.floor(percent), tie = percent - floor === 0.5;
  return `${tie ? floor + (floor % 2) : Math.round(percent)} %`;
};

const unbroken = (text) => text.replace(/(?<=\d) (?=[%$€£¥°])/g, "\u00a0");

// The number below which a share q of the sorted draws lies, linear between neighbours (Hyndman & Fan's type 7).
const quantile = (sorted, q) => {
  const position = q * (sorted.length - 1), below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
};

const band = (draws, level) => {
  if (draws.length === 0) return [NaN, NaN];
  const sorted = Float64Array.from(draws).sort();
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, 1 - (1 - level) / 2)];
};

// Counts in the order option, event, replicate; see takehome.report.what_if.pack.
const unpack = async (packed) => {
  const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  if (packed.dtype === "float64") return new Float64Array(buffer);
  if (packed.dtype === "float32") return Float64Array.from(new Float32Array(buffer));
  const differences = new Int32Array(buffer), counts = new Float64Array(differences.length);
  for (let i = 0, sum = 0; i < differences.length; i++) counts[i] = sum = (sum + differences[i]) | 0;
  return counts;
};

const revalue = (whatIf, counts, prices, policy = null) => {
  const [options, replicates, events] = whatIf.counts.shape, level = whatIf.confidence_level;
  const values = Array.from({ length: options }, (_, o) => {
    const total = new Float64Array(replicates);
    for (let e = 0; e < events; e++) {
      const start = (o * events + e) * replicates;
      for (let r = 0; r < replicates; r++) total[r] -= counts[start + r] * prices[e];
    }
    return total;
  });
  const bestOf = (some) => some.reduce((best, o) => (values[o][0] > values[best][0] ? o : best), some[0]);
  const all = values.map((_, o) => o);
  const trivial = all.filter((o) => whatIf.trivial.includes(whatIf.options[o]));
  const best = policy ?? bestOf(all), baseline = bestOf(trivial.length ? trivial : [0]);
  const gains = Array.from(values[best].subarray(1), (v, r) => v - values[baseline][r + 1]);
  return {
    values: values.map((v) => v[0] + 0), bands: values.map((v) => band(v.subarray(1), level)), best, baseline,
    gain: values[best][0] - values[baseline][0], gainBand: band(gains, level),
    probabilityBetter: gains.length ? gains.filter((gain) => gain > 0).length / gains.length : NaN,
  };
};

const levelText = (whatIf) => `${Number((100 * whatIf.confidence_level).toPrecision(6))}%`;

const sentence = (whatIf, result) => {
  const baseline = whatIf.options[result.baseline], unit = `${whatIf.currency} per ${whatIf.per}`;
  if (result.best === result.baseline || result.gain === 0) {
    const others = whatIf.options.map((_, o) => o).filter((o) => !whatIf.trivial.includes(whatIf.options[o]));
    if (others.length === 0) return `At these prices nothing beats “${baseline}”.`;
    const nearest = others.reduce((best, o) => (result.values[o] > result.values[best] ? o : best), others[0]);
    const loss = formatNumber(result.values[result.baseline] - result.values[nearest]);
    return `At these prices nothing beats “${baseline}”; the nearest, “${whatIf.options[nearest]}”, is worth ${loss} ${unit} less.`;
  }
  let gain = `it gains ${formatNumber(result.gain)} ${unit} against “${baseline}”`;
  if (!Number.isNaN(result.probabilityBetter)) {
    const ends = `${result.gainBand.map(formatNumber).join(" to ")} ${whatIf.currency}`;
    gain += ` (${levelText(whatIf)}: ${ends}); probability that it is better: ${probabilityText(result.probabilityBetter)}`;
  }
  return `At these prices choose “${whatIf.options[result.best]}”: ${gain}.`;
};

// With a scale one option is shown: a cut set by hand, or the one that the prices give; see takehome.report.cut.

const stopsOf = ({ positions }) => {
  const cuts = positions.map((_, o) => o).filter((o) => positions[o] !== null);
  return cuts.sort((one, other) => positions[one] - positions[other]);
};

const breakEven = (whatIf, prices) => {
  if (whatIf.scale.follows === null) return null;
  const [a, b, c, d] = whatIf.scale.follows.map((event) => prices[whatIf.events.indexOf(event)] ?? 0);
  const wasted = a - d, both = wasted + b - c;
  if (!(both > 0)) return wasted >= 0 ? 1 : 0;
  return Math.min(Math.max(wasted / both, 0), 1);
};

const nearest = (scale, at) => {
  const far = (o) => Math.abs(scale.positions[o] - at);
  return stopsOf(scale).reduce((best, o) => (far(o) < far(best) ? o : best));
};

const settingAt = (whatIf, prices, at) => {
  const even = breakEven(whatIf, prices), wanted = at ?? even;
  const policy = wanted === null ? whatIf.options.indexOf(whatIf.scale.default) : nearest(whatIf.scale, wanted);
  return { at, policy, breakEven: even };
};

const defaultAt = (whatIf, prices) => {
  const recommended = whatIf.options.indexOf(whatIf.scale.default);
  return settingAt(whatIf, prices, null).policy === recommended ? null : whatIf.scale.positions[recommended];
};

const paysText = (whatIf, even, acting) => {
  if (even === 0 || even === 1) return `${acting} ${even ? "never" : "always"} pays`;
  return `${acting} pays above a ${whatIf.scale.name} of ${formatNumber(even)}`;
};

const cutText = (whatIf, option) => {
  const position = whatIf.scale.positions[option];
  return position === null ? "none" : formatNumber(position);
};

const subjectText = (whatIf, { at, policy, breakEven: even }) => {
  const inside = stopsOf(whatIf.scale).slice(1, -1).includes(policy), text = cutText(whatIf, policy);
  let name = inside ? `a threshold of ${text}` : `“${whatIf.options[policy]}”`;
  if (at !== null || even === null) return name;
  if (inside) name = text === formatNumber(even) ? "that threshold" : `the nearest threshold counted, ${text},`;
  return `${paysText(whatIf, even, "acting")}: ${name}`;
};

const cutSentence = (whatIf, setting, result) => {
  const unit = `${whatIf.currency} per ${whatIf.per}`, worth = result.values[result.best];
  const said = worth <= 0 ? `costs ${formatNumber(-worth)} ${unit}` : `earns ${formatNumber(worth)} ${unit}`;
  const opening = `At these prices ${subjectText(whatIf, setting)} ${said}`, even = setting.breakEven;
  const closing = setting.at === null || even === null ? "" : ` ${paysText(whatIf, even, "Acting")}.`;
  if (result.best === result.baseline) return `${opening}, and is itself the best of the simple options.${closing}`;
  let gain = `${formatNumber(result.gain)} ${whatIf.currency}`;
  if (!Number.isNaN(result.probabilityBetter)) {
    const ends = `${result.gainBand.map(formatNumber).join(" to ")} ${whatIf.currency}`;
    gain += ` (${levelText(whatIf)}: ${ends}), above 0 with a probability of ${probabilityText(result.probabilityBetter)}`;
  }
  return `${opening}. Its gain against “${whatIf.options[result.baseline]}” is ${gain}.${closing}`;
};

// Everything in per cent of the picture, from its upper left corner; see takehome.report.curve.
const curveOf = (whatIf, result) => {
  const stops = stopsOf(whatIf.scale), costs = stops.map((o) => -result.values[o]);
  const ends = stops.map((o) => [-result.bands[o][1], -result.bands[o][0]]);
  const known = [0, ...costs, ...ends.flat().filter(Number.isFinite)], low = Math.min(...known);
  const high = Math.max(...known) > low ? Math.max(...known) : low + 1;
  const height = (cost) => (100 * (high - cost)) / (high - low), across = (i) => (100 * i) / (stops.length - 1);
  const points = (places) => places.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");
  const side = (k) => ends.map((pair, i) => [across(i), height(pair[k])]);
  const raw = (high - low) / 4, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw);
  const ticks = [];
  for (let k = Math.ceil(low / step); k <= Math.floor(high / step); k++) ticks.push(k * step);
  const place = stops.indexOf(result.best);
  return {
    line: points(costs.map((cost, i) => [across(i), height(cost)])),
    band: ends.flat().every(Number.isFinite) ? points([...side(0), ...side(1).reverse()]) : "",
    x: place < 0 ? null : across(place), y: height(-result.values[result.best]),
    baseline: height(-result.values[result.baseline]), ticks: ticks.map((value) => [height(value), formatNumber(value)]),
  };
};

const drawCut = (whatIf, setting, result) => {
  const curve = curveOf(whatIf, result), stops = stopsOf(whatIf.scale), figure = document.getElementById("cut");
  const set = (selector, values) => {
    for (const [name, value] of Object.entries(values)) figure.querySelector(selector).setAttribute(name, value);
  };
  const level = (value) => ({ y1: `${value}%`, y2: `${value}%` }), upright = (value) => ({ x1: `${value}%`, x2: `${value}%` });
  set(".line", { points: curve.line });
  set(".area", { points: curve.band });
  set(".simple", level(curve.baseline));
  set(".shown", level(curve.y));
  set(".cursor", upright(curve.x ?? 0));
  set("circle", { cx: `${curve.x ?? 0}%`, cy: `${curve.y}%` });
  figure.classList.toggle("no-cut", curve.x === null);
  const ticks = curve.ticks.map(([at, label]) => {
    const tick = figure.querySelector(".tick").cloneNode(true);
    for (const [name, value] of Object.entries(level(at))) tick.querySelector("line").setAttribute(name, value);
    tick.querySelector("text").setAttribute("y", `${at}%`);
    tick.querySelector("text").textContent = label;
    return tick;
  });
  figure.querySelector(".ticks").replaceChildren(...ticks);
  const text = cutText(whatIf, setting.policy), slider = document.getElementById("cut-at");
  document.getElementById("cut-said").textContent = text;
  if (curve.x !== null) slider.value = stops.indexOf(setting.policy);
  slider.setAttribute("aria-valuetext", whatIf.options[setting.policy]);
  const follows = document.getElementById("cut-follows");
  if (follows) follows.checked = setting.at === null;
};

const draw = (whatIf, result, prices, setting) => {
  const find = (id) => document.getElementById(id);
  const known = [...result.values, ...result.bands.flat()].filter(Number.isFinite);
  const low = Math.min(...known), high = Math.max(...known), pad = 0.04 * (high - low) || Math.abs(high) || 1;
  const at = (value) => `${Math.min(Math.max((100 * (value - low + pad)) / (high - low + 2 * pad), 0), 100)}%`;
  const place = (line, from, to) => { line?.setAttribute("x1", at(from)); line?.setAttribute("x2", at(to)); };
  [...find("what-if-table").tBodies[0].rows].forEach((row) => {
    const o = Number(row.dataset.option), value = result.values[o], [from, to] = result.bands[o], baseline = result.values[result.baseline];
    row.classList.toggle("chosen", o === result.best);
    row.querySelector(".value").textContent = `${formatNumber(value)} ${whatIf.currency}`;
    row.querySelector(".band-text").textContent = Number.isNaN(from)
      ? "no interval" : unbroken(`${levelText(whatIf)}: ${formatNumber(from)} to ${formatNumber(to)} ${whatIf.currency}`);
    row.querySelector("circle").setAttribute("cx", at(value));
    place(row.querySelector(".mark"), baseline, baseline);
    place(row.querySelector(".band"), from, to);
  });
  find("what-if-sentence").textContent = unbroken(setting ? cutSentence(whatIf, setting, result) : sentence(whatIf, result));
  const prices_said = whatIf.prices.map((p) => `${p.name} ${formatNumber(prices[whatIf.events.indexOf(p.event)])} ${p.unit}`);
  find("prices-said").textContent = prices_said.join("; ");
  if (setting) drawCut(whatIf, setting, result);
};

// The slider stands on the cuts, one step each; moved by hand it no longer follows the prices.
const startCut = (whatIf, change, share) => {
  const slider = document.getElementById("cut-at"), follows = document.getElementById("cut-follows");
  const stops = stopsOf(whatIf.scale), byHand = () => whatIf.scale.positions[stops[Number(slider.value)]];
  slider.addEventListener("input", () => change(byHand()));
  follows?.addEventListener("input", () => change(follows.checked ? null : byHand()));
  for (const input of [slider, follows]) input?.addEventListener("change", share);
  for (const control of document.querySelectorAll("#cut .control")) control.hidden = false;
};

const PREFIX = "#what-if?";

const startWhatIf = async () => {
  const island = document.getElementById("what-if-data");
  if (!island) return;
  const whatIf = JSON.parse(island.textContent), counts = await unpack(whatIf.counts);
  const form = document.getElementById("prices"), inputs = [...form.querySelectorAll("input")];
  const priceOf = new Map(whatIf.prices.map((price) => [price.event, price.default]));
  const defaults = whatIf.events.map((event) => priceOf.get(event) ?? 0);
  let prices = [...defaults];
  // A break-even ratio has more digits than a field has room for.
  const fieldValue = ({ type }, price) => (whatIf.scale && type === "number" ? Number(price.toPrecision(6)) : price);
  // Where the cut was set by hand; null while it follows the prices.
  const firstAt = whatIf.scale ? defaultAt(whatIf, defaults) : null;
  let at = firstAt;
  const show = (source) => {
    for (const input of inputs) {
      if (input !== source) input.value = fieldValue(input, prices[whatIf.events.indexOf(input.dataset.event)]);
      if (input.type === "range") input.setAttribute("aria-valuetext", formatNumber(Number(input.value)));
    }
    const setting = whatIf.scale ? settingAt(whatIf, prices, at) : null;
    draw(whatIf, revalue(whatIf, counts, prices, setting?.policy), prices, setting);
  };
  const share = () => {
    const changed = whatIf.events.flatMap((event, e) => (prices[e] === defaults[e] ? [] : [[event, prices[e]]]));
    if (at !== firstAt) changed.push(["at", at ?? "follow"]);
    const fragment = changed.length ? PREFIX + new URLSearchParams(changed) : "#what-if";
    // A sandboxed frame has no address to keep; the what-if works all the same.
    try { history.replaceState(null, "", fragment); } catch (refused) { console.info(refused.message); }
    // A page that frames the report may keep the setting in its own address; nothing is taken from it.
    if (parent !== window) parent.postMessage({ takehome: { fragment } }, "*");
  };
  const read = () => {
    if (!location.hash.startsWith(PREFIX)) return;
    const asked = new URLSearchParams(location.hash.slice(PREFIX.length));
    const known = (text) => text !== null && text.trim() !== "" && Number.isFinite(Number(text));
    prices = whatIf.events.map((event, e) => (known(asked.get(event)) ? Number(asked.get(event)) : defaults[e]));
    at = known(asked.get("at")) ? Number(asked.get("at")) : asked.get("at") === "follow" ? null : firstAt;
    show();
    document.getElementById("what-if").scrollIntoView();
  };
  form.addEventListener("input", ({ target }) => {
    if (target.value.trim() === "" || !Number.isFinite(Number(target.value))) return;
    prices[whatIf.events.indexOf(target.dataset.event)] = Number(target.value);
    show(target);
  });
  form.addEventListener("change", share);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); prices = [...defaults]; at = firstAt; show(); share(); });
  if (whatIf.scale) startCut(whatIf, (wanted) => { at = wanted; show(); }, share);
  addEventListener("hashchange", read);
  form.hidden = false;
  show();
  read();
  globalThis.takehome = {
    revalue: (asked, policy) => revalue(whatIf, counts, asked, policy), sentence: (r) => sentence(whatIf, r), formatNumber,
    settingAt: (asked, wanted) => settingAt(whatIf, asked, wanted), cutSentence: (s, r) => cutSentence(whatIf, s, r),
    curveOf: (r) => curveOf(whatIf, r),
  };
};

const startTheme = () => {
  const button = document.getElementById("theme"), root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => { button.textContent = dark() ? "Light page" : "Dark page"; };
  button.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; name(); });
  button.hidden = false;
  name();
};

const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.tagName === "DETAILS") target.open = true;
};

const startPrint = () => {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.check:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
};

startTheme();
startPrint();
addEventListener("hashchange", openTarget);
openTarget();
startWhatIf();
