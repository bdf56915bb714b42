// What is drawn, in which order: the style of the map, made of the page's own
// colours and nothing from elsewhere.
const SEATS = 60;
const EMPTY = { type: "FeatureCollection", features: [] };
const isPoint = ["==", ["geometry-type"], "Point"];
const isArea = ["==", ["geometry-type"], "Polygon"];
const NOTHING = ["==", ["get", "slug"], ""];
const TOWNS_SHOWN = ["<=", ["get", "rank"], ["step", ["zoom"], 30, 7, 70, 8, 200]];
const grow = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const label = (kind, name) => ["concat", `label|${kind}|`, ["get", name]];

export const CLUSTER_LAYERS = ["clusters", "footprints"];
export const SOURCES = ["regions", "towns", "clusters", "organisations", "links"];

const ring = (id, source, colour, radius, width) => ({
  id, source, type: "circle", filter: NOTHING,
  paint: {
    "circle-radius": radius, "circle-color": colour, "circle-opacity": 0.16,
    "circle-stroke-color": colour, "circle-stroke-width": width,
  },
});

const link = (kind, colour, dashes, width = 1.5) => ({
  id: `links-${kind}`, source: "links", type: "line", filter: ["==", ["get", "kind"], kind],
  layout: { "line-cap": dashes ? "butt" : "round" },
  paint: {
    "line-color": colour, "line-width": width, "line-opacity": kind === "member" ? 0.7 : 0.9,
    ...(dashes ? { "line-dasharray": dashes } : {}),
  },
});

function ground(c) {
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "regions", source: "regions", type: "fill", paint: { "fill-color": c.land } },
    { id: "regions-chosen", source: "regions", type: "fill", filter: NOTHING, paint: { "fill-color": c.chosen } },
    { id: "regions-edge", source: "regions", type: "line", paint: { "line-color": c.border, "line-width": grow(4, 0.75, 8, 1.5) } },
    { id: "footprints", source: "clusters", type: "fill", filter: isArea, paint: { "fill-color": c.cluster, "fill-opacity": 0.14 } },
    { id: "footprints-edge", source: "clusters", type: "line", filter: isArea, paint: { "line-color": c.cluster, "line-width": 1.5, "line-opacity": 0.6 } },
  ];
}

function words(c) {
  return [
    { id: "town-dots", source: "towns", type: "circle", minzoom: 6.2, filter: TOWNS_SHOWN,
      paint: { "circle-radius": 1.75, "circle-color": c.town } },
    { id: "towns", source: "towns", type: "symbol", minzoom: 6.2,
      filter: TOWNS_SHOWN,
      layout: { "icon-image": label("town", "name"), "symbol-sort-key": ["get", "rank"], "icon-padding": 3, "icon-anchor": "top", "icon-offset": [0, 3] } },
    { id: "region-labels", source: "region-points", type: "symbol", maxzoom: 7.6,
      layout: { "icon-image": label("region", "label"), "icon-padding": 1 } },
    { id: "cluster-labels", source: "clusters", type: "symbol", filter: isPoint, minzoom: 7,
      layout: { "icon-image": label("cluster", "name"), "icon-anchor": "left", "icon-offset": [11, 0], "icon-padding": 2 } },
  ];
}

/** A seat's place (px) around its spot, in the order of the seeds of a sunflower. */
function seatAt(n) {
  const angle = n * 2.39996;
  const far = 13 + 7.5 * Math.sqrt(n);
  return [far * Math.cos(angle), far * Math.sin(angle)];
}

/** Seat 0 is the spot itself; the others stand around it. */
function offsets() {
  const seats = Array.from({ length: SEATS }, (_, n) => [n + 1, ["literal", seatAt(n)]]);
  return ["step", ["get", "seat"], ["literal", [0, 0]], ...seats.flat()];
}

function signs(c) {
  const reach = grow(4.5, 9, 8, 17);
  return [
    { id: "organisations", source: "organisations", type: "symbol",
      layout: {
        "icon-image": ["concat", "org-", ["get", "kind"]], "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": grow(4.5, 0.36, 6, 0.5, 8, 0.72, 11, 1), "icon-offset": offsets(),
      },
      paint: { "icon-opacity": 0.9 } },
    { id: "cluster-halo", source: "clusters", type: "circle", filter: isPoint,
      paint: { "circle-radius": grow(4.5, 8, 8, 18), "circle-color": c.cluster, "circle-opacity": grow(4.5, 0.1, 8, 0.14) } },
    { id: "clusters", source: "clusters", type: "symbol", filter: isPoint,
      layout: {
        "icon-image": ["concat", "cluster-", ["get", "stage"]], "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": grow(4.5, 0.52, 6, 0.68, 8, 0.9, 11, 1.1),
      } },
    ring("organisation-hover", "organisations", c.selected, grow(4.5, 6, 9, 11), 2.5),
    ring("cluster-hover", "clusters", c.selected, reach, 2.5),
    ring("cluster-selected", "clusters", c.selected, reach, 3),
  ];
}

/** The whole style for a palette (see map-symbols.js). */
export function style(c) {
  const sources = Object.fromEntries(
    [...SOURCES, "region-points"].map((name) => [name, { type: "geojson", data: EMPTY }]),
  );
  const links = [
    link("member", c.member, [2, 2], 1),
    link("supplies", c.supplies),
    link("researches-with", c.researches, [3.5, 1.5]),
    link("spun-out-of", c.spun, [1.5, 1.5]),
    link("trains-for", c.trains, [4, 1.5, 1, 1.5]),
  ];
  // The first of two words that would meet is kept, from the top of the pile down.
  const [dots, towns, regions, clusters] = words(c);
  return { version: 8, sources, layers: [...ground(c), ...links, dots, towns, ...signs(c), clusters, regions] };
}

/** Organisations at one and the same spot get a seat each, so that each can be seen and met. */
export function seated(collection) {
  const spots = new Map();
  for (const feature of collection.features) {
    const key = feature.geometry.coordinates.join();
    if (!spots.has(key)) spots.set(key, []);
    spots.get(key).push(feature);
    feature.properties.seat = 0;
    feature.properties.id = feature.id;
  }
  for (const group of spots.values()) {
    if (group.length < 2) continue;
    group.sort((a, b) => a.properties.kind.localeCompare(b.properties.kind));
    group.forEach((feature, n) => { feature.properties.seat = 1 + (n % SEATS); });
  }
  return collection;
}

/** The points that carry the regions' names. */
export function regionPoints(regions) {
  return {
    type: "FeatureCollection",
    features: regions.features.map(({ properties }) => ({
      type: "Feature",
      properties: { label: properties.label },
      geometry: { type: "Point", coordinates: [properties.lon, properties.lat] },
    })),
  };
}
