// The signs on the map, drawn from the legend's own shapes and colours, so the
// two cannot differ; and the words on the map, drawn in the page's own type
// (there is no server of fonts to ask).
import { $$ } from "../lib/dom.js";

const RATIO = Math.min(3, Math.max(2, Math.ceil(devicePixelRatio || 1)));
const MARGIN = 2;

/** The colours of the map as the page's stylesheet has them now. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    sea: read("--map-sea"), land: read("--map-land"), border: read("--map-border"),
    chosen: read("--map-chosen"), cluster: read("--map-cluster"), halo: read("--map-halo"),
    label: read("--map-label"), town: read("--map-town"), selected: read("--map-selected"),
    member: read("--map-member"), supplies: read("--series-2"), researches: read("--series-4"),
    spun: read("--series-3"), trains: read("--series-6"),
  };
}

function canvas(width, height) {
  const element = document.createElement("canvas");
  element.width = Math.ceil(width * RATIO);
  element.height = Math.ceil(height * RATIO);
  const pen = element.getContext("2d");
  pen.scale(RATIO, RATIO);
  return pen;
}

const picture = (pen) => pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);

function drawSymbol(svg, halo) {
  const size = svg.viewBox.baseVal.width;
  const pen = canvas(size + 2 * MARGIN, size + 2 * MARGIN);
  pen.translate(MARGIN, MARGIN);
  for (const element of svg.querySelectorAll("path")) {
    const shape = new Path2D(element.getAttribute("d"));
    const style = getComputedStyle(element);
    pen.lineJoin = "round";
    pen.lineWidth = 2.5;
    pen.strokeStyle = halo;
    pen.stroke(shape);
    // A hollow sign is filled with paper first, so that what lies under it does not show.
    pen.fillStyle = halo;
    pen.fill(shape, "nonzero");
    pen.fillStyle = style.fill;
    pen.fill(shape, style.fillRule === "evenodd" ? "evenodd" : "nonzero");
  }
  return picture(pen);
}

function put(map, name, image) {
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, image, { pixelRatio: RATIO });
}

/** Give the map every sign of the legend, under the name in its data-symbol. */
export function addSymbols(map, colours) {
  for (const entry of $$("[data-symbol]")) {
    put(map, entry.dataset.symbol, drawSymbol(entry.querySelector("svg"), colours.halo));
  }
}

const STYLES = {
  region: { size: 13, weight: 600, spacing: "0.04em" },
  town: { size: 11.5, weight: 400, spacing: "0" },
  cluster: { size: 12.5, weight: 600, spacing: "0" },
};

function lines(text, most) {
  const found = [""];
  for (const word of text.split(" ")) {
    const last = found.at(-1);
    if (last && `${last} ${word}`.length > most) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
}

function drawLabel(kind, text, colours) {
  const style = STYLES[kind];
  const font = `${style.weight} ${style.size}px ${getComputedStyle(document.body).fontFamily}`;
  const rows = kind === "town" ? [text] : lines(text, kind === "region" ? 10 : 22);
  const measure = canvas(1, 1);
  measure.font = font;
  measure.letterSpacing = style.spacing;
  const width = Math.max(...rows.map((row) => measure.measureText(row).width)) + 8;
  const step = style.size * 1.2;
  const pen = canvas(width, step * rows.length + 6);
  pen.font = font;
  pen.letterSpacing = style.spacing;
  pen.textBaseline = "middle";
  pen.textAlign = kind === "cluster" ? "left" : "center";
  pen.lineJoin = "round";
  pen.lineWidth = 3;
  pen.strokeStyle = colours.land;
  pen.fillStyle = kind === "cluster" ? colours.cluster : colours[kind === "town" ? "town" : "label"];
  rows.forEach((row, n) => {
    const x = kind === "cluster" ? 4 : width / 2;
    const y = 3 + step * (n + 0.5);
    pen.strokeText(row, x, y);
    pen.fillText(row, x, y);
  });
  return picture(pen);
}

/** Draw a label when the map first needs it: images are named "label|kind|words". */
export function addLabelsOnDemand(map, coloursNow) {
  map.on("styleimagemissing", ({ id }) => {
    const [what, kind, ...words] = id.split("|");
    if (what !== "label" || !STYLES[kind] || map.hasImage(id)) return;
    map.addImage(id, drawLabel(kind, words.join("|"), coloursNow()), { pixelRatio: RATIO });
  });
}
