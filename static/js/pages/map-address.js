// The address holds the whole state of the explorer; here it is read and written.
export const FILTERS = ["region", "sector", "stage", "net_zero", "kind", "q"];
const LAYERS = ["clusters", "organisations", "links"];
const BASE = "regions";
const VIEW = ["z", "lat", "lon"];

/** The address without the position: what the server's answer depends on. */
export function asked(url) {
  const address = new URL(url);
  for (const name of VIEW) address.searchParams.delete(name);
  return address;
}

/** The part of the query that narrows the layers of the map, always in one order. */
export function narrowing(url) {
  const from = new URL(url).searchParams;
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    for (const value of from.getAll(name).sort()) if (value) query.append(name, value);
  }
  return query.toString();
}

/** The layers that are switched on. */
export function layersOf(url) {
  const named = new URL(url).searchParams.getAll("layer");
  return named.length ? LAYERS.filter((layer) => named.includes(layer)) : LAYERS;
}

export const value = (url, name) => new URL(url).searchParams.get(name) ?? "";
export const values = (url, name) => new URL(url).searchParams.getAll(name);

/** The position in the address as numbers, or null when it has none (or a broken one). */
export function position(url) {
  const [zoom, lat, lon] = VIEW.map((name) => Number.parseFloat(value(url, name)));
  const good = zoom >= 0 && zoom <= 22 && lat >= 44 && lat <= 67 && lon >= -20 && lon <= 13;
  return good ? { zoom, lat, lon } : null;
}

/** The address of what the form says. Nothing empty, nothing that is the default anyway. */
export function fromForm(form, url) {
  const address = new URL(url);
  const kept = VIEW.map((name) => [name, address.searchParams.get(name)]).filter(([, text]) => text);
  const query = new URLSearchParams();
  const layers = [];
  for (const [name, text] of new FormData(form)) {
    if (name === "layer") layers.push(text);
    else if (text.trim() && name !== "view") query.append(name, text.trim());
  }
  if (!LAYERS.every((layer) => layers.includes(layer))) {
    for (const layer of [BASE, ...LAYERS.filter((one) => layers.includes(one))]) query.append("layer", layer);
  }
  for (const [name, text] of kept) query.append(name, text);
  address.search = query.toString();
  return address;
}

/** Make the form say what the address says. */
export function intoForm(form, url) {
  const layers = layersOf(url);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden") continue;
    if (control.name === "layer") control.checked = layers.includes(control.value);
    else if (control.name === "net_zero") control.checked = values(url, "net_zero").some((one) => one === "1" || one === "yes");
    else if (control.type === "checkbox") control.checked = values(url, control.name).includes(control.value);
    else control.value = value(url, control.name);
  }
}

/** Write the position into the address without a step in the history. */
export function keepPosition(map) {
  const address = new URL(location.href);
  const { lng, lat } = map.getCenter();
  address.searchParams.set("z", map.getZoom().toFixed(2));
  address.searchParams.set("lat", lat.toFixed(4));
  address.searchParams.set("lon", lng.toFixed(4));
  history.replaceState(history.state, "", address);
}

/** The address with some parameters set (or, when empty, taken away). */
export function changed(url, parts, { position: keep = false } = {}) {
  const address = keep ? new URL(url) : asked(url);
  for (const [name, text] of Object.entries(parts)) {
    if (text) address.searchParams.set(name, text);
    else address.searchParams.delete(name);
  }
  return address;
}
