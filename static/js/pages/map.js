// The explorer: the page from the server works without this. Here filters, list
// and map follow the address together, without leaving the page.
import { $, $$, announce, debounce } from "../lib/dom.js";
import { setSheet } from "../components/sheet.js";
import * as address from "./map-address.js";
import { placeBox } from "./map-places.js";
import { pointing } from "./map-pointing.js";
import { MapView, boundsOf, boundsOfMembers, canDraw } from "./map-view.js";

const app = $("#map-app");
const form = $("#map-filters");
const results = $("#map-results");
const sheet = $("[data-sheet]", app);
const status = $("#map-status");
const NARROW = matchMedia("(max-width: 63.99rem)");
const PLACE_ZOOM = 9;
let view = null;
let live = canDraw(); // without a moving map each step is a page of its own
let pins = null;
let asking = null;
let drawn = null; // the narrowing the layers on the map were read with

const room = () => (NARROW.matches
  ? { bottom: Math.min(sheet.offsetHeight, app.offsetHeight * 0.5) + 48, right: 56 }
  : { bottom: 40 });
// The legend stands in the empty corner of the whole country, but may hide what is nearer.
const besideLegend = () => (!NARROW.matches && app.offsetWidth > 1100 ? { left: 210 } : {});

function tell(text) {
  status.textContent = text;
  status.hidden = !text;
}

async function layer(name, query = "", options = {}) {
  const answer = await fetch(`${app.dataset[name]}${query && `?${query}`}`, options);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** Read the filters' answer from the server and put it in the page. */
async function refreshList(url, signal) {
  const answer = await fetch(address.asked(url), { headers: { "HX-Request": "true" }, signal });
  if (!answer.ok) throw new Error(`list: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  results.replaceChildren(...$("#map-results", page).childNodes);
  for (const count of $$("[data-count]", form)) {
    const fresh = $(`[data-count="${CSS.escape(count.dataset.count)}"]`, page);
    if (fresh) count.replaceChildren(...fresh.childNodes);
  }
  for (const error of $$(".field-error", form)) error.remove();
}

/** Read the layers the filters changed, and the links of the open cluster. */
async function refreshMap(url, signal) {
  if (!view) return;
  const query = address.narrowing(url);
  const selected = $("#map-panel", results)?.dataset.cluster ?? "";
  view.show({ layers: address.layersOf(url), selected, regions: address.values(url, "region"), members: null });
  app.classList.toggle("has-links", Boolean(selected) && address.layersOf(url).includes("links"));
  const jobs = [];
  if (query !== drawn) {
    for (const name of ["clusters", "organisations"]) {
      jobs.push(layer(name, query, { signal }).then((data) => view.setData(name, data)));
    }
  }
  if (selected) {
    jobs.push(layer("links", new URLSearchParams({ cluster: selected }), { signal }).then((data) => {
      view.setData("links", data);
      const kinds = new Set(data.features.map((feature) => feature.properties.kind));
      for (const entry of $$(".map-legend [data-link]")) entry.hidden = !kinds.has(entry.dataset.link);
      view.show({ members: [...data.members, ...data.linked] });
    }));
  }
  await Promise.all(jobs);
  drawn = query;
}

/** Move the map to what the address is about; `before` is where we come from. */
function moveTo(url, before, { always = false, still = false } = {}) {
  if (!view) return;
  const where = address.position(url);
  if (where && always) return view.setView(where);
  const news = (name) => always || address.value(url, name) !== address.value(before, name);
  const panel = $("#map-panel", results);
  const near = $(".map-near", results);
  const regions = address.values(url, "region");
  if (panel && news("cluster")) {
    view.fit(boundsOfMembers(view.data("links"), Number(panel.dataset.lon), Number(panel.dataset.lat)), { still, padding: besideLegend() });
  } else if (near && news("place")) {
    view.goTo(Number(near.dataset.lon), Number(near.dataset.lat), PLACE_ZOOM, { still });
  } else if (regions.join() !== address.values(before, "region").join() || (always && regions.length)) {
    view.fit(boundsOf(view.data("regions"), regions) ?? undefined, { still, padding: besideLegend() });
  } else if (always) view.fit(undefined, { still });
}

/** Put focus where the reader would look next. */
function moveFocus(before, focus) {
  const panel = $("#map-panel", results);
  if (panel && focus === "panel") panel.focus({ preventScroll: true });
  if (!panel && focus === "list") {
    const row = $(`li[data-cluster="${CSS.escape(address.value(before, "cluster"))}"] a`, results);
    (row ?? results).focus();
    row?.scrollIntoView({ block: "center" });
  }
  if (panel) results.scrollTop = 0;
}

/** Go to an address of the explorer: the one way by which anything changes. */
async function go(url, { how = "push", focus = "" } = {}) {
  if (!live) { location.assign(url); return; }
  const before = go.shown;
  if (how === "push" && url.href !== location.href) history.pushState(null, "", url);
  if (how === "replace") history.replaceState(null, "", url);
  go.shown = url.href;
  asking?.abort();
  asking = new AbortController();
  results.classList.add("is-loading");
  results.setAttribute("aria-busy", "true");
  try {
    await refreshList(url, asking.signal);
    if (how === "back") address.intoForm(form, url);
    else if (focus === "form") address.intoForm(form, url);
    moveFocus(before, focus);
    announce($("#map-panel-name", results)?.textContent ?? $("[data-result-count]", results).textContent);
    await refreshMap(url, asking.signal);
    moveTo(url.href, before, { always: how === "back" });
    tell("");
  } catch (error) {
    if (error.name === "AbortError") return;
    tell("The latest could not be read. What you see may be out of date; try again.");
  }
  results.classList.remove("is-loading");
  results.removeAttribute("aria-busy");
}
go.shown = location.href;

const open = (slug, focus = "") => {
  if (NARROW.matches) setSheet(sheet, "half");
  return go(address.changed(location.href, { cluster: slug }), { focus });
};
const close = () => go(address.changed(location.href, { cluster: "" }, { position: true }), { focus: "list" });

function follow(event) {
  const link = event.target.closest("a[href]");
  const plain = !event.defaultPrevented && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  if (!link || !plain || link.target || "table" in link.dataset) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname !== location.pathname || url.hash) return;
  event.preventDefault();
  if ("open" in link.dataset) open(address.value(url, "cluster"), "panel");
  else if ("close" in link.dataset) close();
  else go(url, { focus: "form" });
}

function wireForm() {
  const submit = (how = "push") => go(address.fromForm(form, location.href), { how });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    places.close();
    submit();
    if (NARROW.matches) setSheet(sheet, "half");
  });
  let typed = false;
  const typing = debounce(() => { submit(typed ? "replace" : "push"); typed = true; }, 350);
  form.addEventListener("input", (event) => { if (event.target.name === "q") typing(); });
  form.addEventListener("change", (event) => {
    if (event.target.name === "place") return;
    typing.cancel();
    if (event.target.name === "q") { typed = false; if (address.value(location.href, "q") === event.target.value.trim()) return; }
    submit();
  });
  form.addEventListener("click", follow);
  const places = placeBox($("#map-place"), (spot) => (spot.cluster ? open(spot.cluster, "panel") : submit()));
}

async function drawMap() {
  view = new MapView($("#map"), room);
  const { map } = view;
  const { NavigationControl, ScaleControl, AttributionControl } = window.maplibregl;
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(homeControl(() => view.fit()), "top-right");
  map.addControl(new ScaleControl({ unit: "imperial", maxWidth: 90 }), "top-left");
  map.addControl(new AttributionControl({ compact: false, customAttribution: "Boundaries: Natural Earth. Towns: GeoNames." }), "bottom-right");
  map.on("moveend", (event) => { if (event.originalEvent) address.keepPosition(map); });
  pins = pointing(view, results, (slug) => open(slug));
  const still = Promise.all(["regions", "towns"].map((name) => layer(name).then((data) => view.setData(name, data))));
  await Promise.all([still, refreshMap(new URL(location.href)), view.ready]);
  moveTo(location.href, location.href, { always: true, still: true });
  app.classList.add("map-drawn");
  app.dataset.drawn = "yes";
}

function homeControl(action) {
  const box = document.createElement("div");
  box.className = "maplibregl-ctrl maplibregl-ctrl-group";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "map-home";
  button.title = "Show the whole country";
  button.setAttribute("aria-label", button.title);
  button.innerHTML = '<svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M2 6V2h4M12 2h4v4M16 12v4h-4M6 16H2v-4"/></svg>';
  button.addEventListener("click", action);
  box.append(button);
  return { onAdd: () => box, onRemove: () => box.remove() };
}

app.classList.add("map-ready");
wireForm();
results.addEventListener("click", follow);
addEventListener("popstate", () => go(new URL(location.href), { how: "back" }));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || pins?.unpin()) return;
  if ($("#map-panel", results) && !$("details[data-disclosure][open]")) close();
});
if (!CSS.supports("selector(::details-content)") && !NARROW.matches) $(".rail", app).open = true;
function giveUp() {
  live = false;
  tell("This browser cannot draw the moving map. The list and the table hold everything it would show.");
}

if (live) drawMap().catch(giveUp);
else giveUp();
