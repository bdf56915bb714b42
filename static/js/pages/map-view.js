// The moving map: made once, given data, told what to show. It knows nothing of
// the page around it but what it is handed.
import { prefersReducedMotion } from "../lib/dom.js";
import { regionPoints, seated, style } from "./map-layers.js";
import { addLabelsOnDemand, addSymbols, palette } from "./map-symbols.js";

const COUNTRY = [[-8.75, 49.85], [2.0, 60.9]];
// Wide enough that the whole country fits above the sheet of a phone.
const LIMITS = [[-45, 20], [40, 74]];
// About 40 miles: a member farther off (a head office in London) would shrink the rest.
const REACH_LON = 1;
const REACH_LAT = 0.6;
const DARK = matchMedia("(prefers-color-scheme: dark)");
const GROUPS = {
  clusters: ["clusters", "cluster-halo", "cluster-labels", "footprints", "footprints-edge"],
  organisations: ["organisations"],
  links: ["links-member", "links-supplies", "links-researches-with", "links-spun-out-of", "links-trains-for"],
};
const NO_SLUG = ["==", ["get", "slug"], ""];

/** Whether this browser can draw the map at all. */
export function canDraw() {
  if (!window.maplibregl) return false;
  const probe = document.createElement("canvas");
  return Boolean(probe.getContext("webgl2") || probe.getContext("webgl"));
}

export class MapView {
  #data = {};
  #shown = { layers: ["clusters", "organisations", "links"], selected: "", regions: [], members: null };
  #ready = null;

  constructor(container, padding) {
    this.padding = padding;
    this.map = new window.maplibregl.Map({
      container, style: style(palette()), bounds: COUNTRY, fitBoundsOptions: { padding: this.room() },
      maxBounds: LIMITS, minZoom: 3.2, maxZoom: 15, renderWorldCopies: false, dragRotate: false,
      pitchWithRotate: false, touchPitch: false, attributionControl: false, fadeDuration: 0,
      locale: {
        "Map.Title": "Map of clusters and organisations. Arrow keys move it, plus and minus zoom; the list beside it holds everything it shows.",
        "NavigationControl.ZoomIn": "Zoom in", "NavigationControl.ZoomOut": "Zoom out",
      },
    });
    container.portalMap = this.map;
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    addLabelsOnDemand(this.map, palette);
    this.#ready = new Promise((resolve) => { this.map.once("load", resolve); });
    this.map.on("style.load", () => this.#dress());
    DARK.addEventListener("change", () => this.map.setStyle(style(palette()), { diff: false }));
  }

  /** Settled when the first frame can be drawn. */
  get ready() { return this.#ready; }

  /** Room to leave around what is shown: a sheet or a legend may cover an edge. */
  room() {
    return { top: 24, left: 24, right: 24, bottom: 24, ...this.padding() };
  }

  /** After the style is (re)made: signs, data and state go back in. */
  #dress() {
    addSymbols(this.map, palette());
    for (const [name, data] of Object.entries(this.#data)) this.map.getSource(name)?.setData(data);
    this.#show();
  }

  setData(name, collection) {
    this.#data[name] = name === "organisations" ? seated(collection) : collection;
    if (name === "regions") this.setData("region-points", regionPoints(collection));
    this.map.getSource(name)?.setData(this.#data[name]);
  }

  data(name) { return this.#data[name]; }

  /** What to show: {layers, selected, regions, members}, any of them. */
  show(what) {
    Object.assign(this.#shown, what);
    this.#show();
  }

  #show() {
    const { layers, selected, regions, members } = this.#shown;
    if (!this.map.getLayer("clusters")) return;
    for (const [group, ids] of Object.entries(GROUPS)) {
      const visible = layers.includes(group) && (group !== "links" || selected);
      for (const id of ids) this.map.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
    }
    this.map.setFilter("cluster-selected", ["==", ["get", "slug"], selected || ""]);
    this.map.setFilter("regions-chosen", ["in", ["get", "slug"], ["literal", regions]]);
    const quiet = selected && members ? ["case", ["in", ["id"], ["literal", members]], 1, 0.22] : 0.9;
    this.map.setPaintProperty("organisations", "icon-opacity", quiet);
    this.map.setPaintProperty("clusters", "icon-opacity",
      selected ? ["case", ["==", ["get", "slug"], selected], 1, 0.45] : 1);
  }

  /** Ring a cluster by slug or an organisation by id; nothing to take the ring away. */
  highlight({ cluster = "", organisation = 0 } = {}) {
    if (!this.map.getLayer("cluster-hover")) return;
    this.map.setFilter("cluster-hover", cluster ? ["==", ["get", "slug"], cluster] : NO_SLUG);
    this.map.setFilter("organisation-hover", organisation ? ["==", ["id"], organisation] : NO_SLUG);
  }

  goTo(lon, lat, zoom, { still = false } = {}) {
    const options = { center: [lon, lat], zoom, padding: this.room() };
    if (still || prefersReducedMotion()) this.map.jumpTo(options);
    else this.map.flyTo({ ...options, speed: 1.6, maxDuration: 1600 });
  }

  /** The exact view of an address. MapLibre would shift it by a padding kept from before. */
  setView({ lon, lat, zoom }) {
    this.map.jumpTo({ center: [lon, lat], zoom, padding: { top: 0, bottom: 0, left: 0, right: 0 } });
  }

  fit(bounds = COUNTRY, { still = false, padding = {} } = {}) {
    const options = { padding: { ...this.room(), ...padding }, maxZoom: 9.6, linear: true };
    if (still || prefersReducedMotion()) this.map.fitBounds(bounds, { ...options, animate: false });
    else this.map.fitBounds(bounds, { ...options, duration: 900 });
  }
}

/** The box around a cluster and those of its members that are near enough to be seen with it. */
export function boundsOfMembers(links, lon, lat) {
  const near = (links?.features ?? [])
    .filter((f) => f.properties.kind === "member").map((f) => f.geometry.coordinates.at(-1))
    .filter(([x, y]) => Math.abs(x - lon) < REACH_LON && Math.abs(y - lat) < REACH_LAT);
  const [xs, ys] = [[lon, ...near.map((p) => p[0])], [lat, ...near.map((p) => p[1])]];
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

/** The box around some regions of the regions layer, or null. */
export function boundsOf(regions, slugs) {
  const boxes = (regions?.features ?? []).filter((f) => slugs.includes(f.properties.slug)).map((f) => f.bbox);
  if (!boxes.length) return null;
  return [
    [Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1]))],
    [Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3]))],
  ];
}
