// Hover and click, both ways: what is pointed at in the list is ringed on the
// map, what is pointed at on the map is marked in the list and named.
import { $, $$ } from "../lib/dom.js";

const REACH = 5; // px around the pointer
const ON_MAP = ["clusters", "footprints", "organisations"];
const MOST_NAMED = 8;

function under(map, point) {
  const box = [[point.x - REACH, point.y - REACH], [point.x + REACH, point.y + REACH]];
  const layers = ON_MAP.filter((id) => map.getLayer(id) && map.getLayoutProperty(id, "visibility") !== "none");
  const found = map.queryRenderedFeatures(box, { layers });
  const cluster = found.find((f) => f.layer.id === "clusters") ?? found.find((f) => f.layer.id === "footprints");
  const organisations = new Map(
    found.filter((f) => f.layer.id === "organisations").map((f) => [f.properties.id, f]),
  );
  // A footprint is ground: what stands on it comes first.
  const first = cluster?.layer.id === "footprints" && organisations.size ? null : cluster;
  return { cluster: first, organisations: [...organisations.values()] };
}

function tip(features, kinds, linked) {
  const box = document.createElement("div");
  box.className = "map-tip";
  const list = document.createElement("ul");
  for (const { properties } of features.slice(0, MOST_NAMED)) {
    const item = document.createElement("li");
    const name = document.createElement(linked ? "a" : "strong");
    if (linked) name.href = properties.path;
    name.textContent = properties.name;
    const what = document.createElement("span");
    what.className = "muted";
    what.textContent = properties.stage
      ? [properties.stage_label, properties.sector].filter(Boolean).join(" · ")
      : [kinds[properties.kind], properties.town].filter(Boolean).join(" · ");
    item.append(name, linked ? document.createElement("br") : "", what);
    list.append(item);
  }
  if (features.length > MOST_NAMED) {
    const more = document.createElement("li");
    more.className = "muted";
    more.textContent = `and ${features.length - MOST_NAMED} more: zoom in`;
    list.append(more);
  }
  box.append(list);
  return box;
}

function mark(root, { cluster, organisations }) {
  const keys = new Set(organisations.map((f) => String(f.properties.id)));
  for (const row of $$("[data-cluster], [data-organisation]", root)) {
    if (row.tagName !== "LI") continue;
    row.classList.toggle("is-active",
      row.dataset.cluster ? row.dataset.cluster === cluster?.properties.slug : keys.has(row.dataset.organisation));
  }
}

/** Names of kinds as the legend has them, so that the tip says the same words. */
function kindNames() {
  return Object.fromEntries($$('[data-symbol^="org-"]').map((entry) => [entry.dataset.symbol.slice(4), $("span", entry).textContent]));
}

/** Wire `view` and the results; `choose(slug)` opens a cluster. */
export function pointing(view, results, choose) {
  const { map } = view;
  const kinds = kindNames();
  const { Popup } = window.maplibregl;
  const hover = new Popup({ closeButton: false, closeOnClick: false, offset: 14, className: "map-hover" });
  const pinned = new Popup({ closeButton: false, offset: 12, focusAfterOpen: false });

  map.on("mousemove", (event) => {
    const found = under(map, event.point);
    const one = found.cluster ?? found.organisations[0];
    map.getCanvas().style.cursor = one ? "pointer" : "";
    mark(results, found);
    view.highlight({ cluster: found.cluster?.properties.slug, organisation: found.cluster ? 0 : one?.properties.id });
    if (!one || pinned.isOpen()) { hover.remove(); return; }
    const features = found.cluster ? [found.cluster] : found.organisations;
    hover.setLngLat(event.lngLat).setDOMContent(tip(features, kinds, false)).addTo(map);
  });
  map.on("mouseout", () => {
    hover.remove();
    view.highlight();
    mark(results, { organisations: [] });
  });
  map.on("click", (event) => {
    const found = under(map, event.point);
    hover.remove();
    pinned.remove();
    if (found.cluster) choose(found.cluster.properties.slug);
    else if (found.organisations.length) {
      pinned.setLngLat(found.organisations[0].geometry.coordinates)
        .setDOMContent(tip(found.organisations, kinds, true)).addTo(map);
    }
  });

  const fromList = (event) => {
    const row = event.target.closest("li[data-cluster], li[data-organisation]");
    view.highlight(row ? { cluster: row.dataset.cluster, organisation: Number(row.dataset.organisation) || 0 } : {});
  };
  results.addEventListener("mouseover", fromList);
  results.addEventListener("focusin", fromList);
  results.addEventListener("mouseleave", () => view.highlight());
  results.addEventListener("focusout", () => view.highlight());

  /** Take a pinned name away; says whether there was one. */
  return { unpin() { const was = pinned.isOpen(); pinned.remove(); return was; } };
}
