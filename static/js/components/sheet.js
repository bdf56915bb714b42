// The bottom sheet of the map page on a phone: its handle steps through
// half → full → peek. Without this module the sheet stays half open.
import { $, $$ } from "../lib/dom.js";

const NEXT = { half: "full", full: "peek", peek: "half" };
const LABEL = { half: "Show the whole list", full: "Show the map", peek: "Show the list" };

/** Put a sheet into one of its three heights. */
export function setSheet(sheet, state) {
  sheet.dataset.sheet = state;
  const handle = $("[data-sheet-handle]", sheet);
  if (handle) handle.textContent = LABEL[state];
  sheet.dispatchEvent(new CustomEvent("sheetchange", { bubbles: true, detail: { state } }));
}

for (const sheet of $$("[data-sheet]")) {
  const handle = $("[data-sheet-handle]", sheet);
  if (!handle) continue;
  setSheet(sheet, sheet.dataset.sheet || "half");
  handle.addEventListener("click", () => setSheet(sheet, NEXT[sheet.dataset.sheet] ?? "half"));
}
