"use strict";
// What the pages do beyond plain HTML: drop a file, watch a run, keep the sliders of a report in the address.

const find = (selector, root = document) => root.querySelector(selector);

// ---- Times in the reader's own zone; the page has them in UTC.
const startTimes = () => {
  const words = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    time.title = time.textContent;
    time.textContent = words.format(new Date(time.dateTime));
  }
};

// ---- After a mistake the reader starts at the mistake.
const startFocus = () => find("[data-focus]")?.focus();

// ---- A file can be dropped on the box of the file input.
const startDrop = () => {
  const box = find("[data-drop]");
  if (!box) return;
  const input = find("input[type=file]", box), said = find("[data-drop-said]", box), hint = find("[data-drop-hint]", box);
  if (hint) hint.hidden = false;
  const say = () => { if (said) said.textContent = [...input.files].map((file) => file.name).join(", "); };
  input.addEventListener("change", say);
  let depth = 0;
  const over = (change) => { depth = Math.max(depth + change, 0); box.classList.toggle("over", depth > 0); };
  box.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
  box.addEventListener("dragleave", () => over(-1));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    over(-depth);
    if (event.dataTransfer.files.length === 0) return;
    const kept = new DataTransfer();
    for (const file of input.multiple ? event.dataTransfer.files : [event.dataTransfer.files[0]]) kept.items.add(file);
    input.files = kept.files;
    say();
  });
  box.addEventListener("submit", () => { if (said) said.textContent = "Uploading and reading …"; });
};

// ---- A run that waits or works: its events, as they come; a lost connection resumes after the last one.
const duration = (seconds) => {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const begun = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

const addStep = (list, { number, text, seconds }) => {
  if (number <= Number(list.lastElementChild?.dataset.number ?? 0)) return false;
  const item = document.createElement("li"), words = document.createElement("span"), at = document.createElement("span");
  item.dataset.number = number;
  words.textContent = begun(text);
  words.dir = "auto";
  at.className = "quiet";
  at.textContent = seconds < 60 ? `${seconds.toFixed(1)} s` : duration(seconds);
  item.append(words, " ", at);
  list.append(item);
  return true;
};

const startWatching = () => {
  const live = find("[data-events]");
  if (!live) return;
  const said = find("[data-said]", live), left = find("[data-left]", live), clock = find("[data-clock]", live);
  const list = find("[data-steps]", live), lost = find("[data-lost]", live);
  const say = (text) => { if (said.textContent !== text) said.textContent = text; };
  let status = live.dataset.status, started = performance.now() - 1000 * Number(live.dataset.elapsed);
  setInterval(() => { if (status === "running") clock.textContent = `${duration((performance.now() - started) / 1000)} so far.`; }, 1000);
  const listen = () => {
    const source = new EventSource(live.dataset.events);
    source.addEventListener("open", () => { lost.hidden = true; });
    source.addEventListener("step", ({ data }) => { const step = JSON.parse(data); if (addStep(list, step)) say(`${begun(step.text)}.`); });
    source.addEventListener("status", ({ data }) => {
      const news = JSON.parse(data);
      if (news.status === "running" && status !== "running") { started = performance.now(); say("Starting."); }
      if (news.status === "queued") say(news.place <= 1 ? "Waiting: it is the next." : `Waiting: number ${news.place} in the queue.`);
      left.textContent = news.time_left ? `${begun(news.time_left)}.` : "";
      status = news.status;
    });
    source.addEventListener("end", () => { source.close(); location.reload(); });
    source.addEventListener("error", () => {
      lost.hidden = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  listen();
};

// ---- The report's frame says where its sliders stand; the page's address keeps it and gives it back.
const SETTING = "#what-if";

const startReport = () => {
  let frame = find("[data-report]");
  if (!frame) return;
  const address = frame.getAttribute("src"), alone = find("[data-alone]"), copy = find("[data-copy]");
  // A new frame under a new name: to send the old one elsewhere while it loads, or is restored, is a race.
  const restore = () => {
    if (!location.hash.startsWith(SETTING)) return;
    const fresh = frame.cloneNode();
    fresh.name = `report-${Date.now()}`;
    fresh.src = address + location.hash;
    frame.replaceWith(fresh);
    frame = fresh;
    alone.href = fresh.src;
    frame.scrollIntoView();
  };
  addEventListener("message", ({ source, data }) => {
    const fragment = data?.takehome?.fragment;
    if (source !== frame.contentWindow || typeof fragment !== "string") return;
    if (!fragment.startsWith(SETTING) || fragment.length > 4000) return;
    history.replaceState(null, "", fragment);
    alone.href = address + fragment;
  });
  addEventListener("hashchange", restore);
  restore();
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    find("[data-copied]").textContent = "Copied.";
  });
};

startTimes();
startFocus();
startDrop();
startWatching();
startReport();
