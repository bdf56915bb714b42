// A filtered list that htmx swaps in place: [data-explorer] around filters and results.
// Adds: submit when a filter changes, addresses without empty values, and focus and a
// spoken count after the swap. Without this module the form has its own button.
import { $, $$, announce } from "../lib/dom.js";

let mark = null;
let railWasOpen = false;

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-explorer] form[data-autosubmit]");
  if (!form) return;
  mark = { name: event.target.name, value: event.target.value };
  form.requestSubmit();
});

document.addEventListener("htmx:configRequest", (event) => {
  const { formData, elt } = event.detail;
  if (!elt.closest("[data-explorer]") || !formData) return;
  for (const [name, value] of [...formData.entries()]) {
    if (value === "") formData.delete(name);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "explorer") return;
  railWasOpen = $("details[data-rail]")?.open ?? false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "explorer") return;
  openRail(railWasOpen);
  const heading = $("#results-title");
  const control = mark && $$("[data-explorer] form [name]").find(
    (one) => one.name === mark.name && (one.type !== "checkbox" || one.value === mark.value),
  );
  if (control) control.focus({ preventScroll: true });
  else heading?.focus({ preventScroll: true });
  if (!control) heading?.scrollIntoView({ block: "nearest", behavior: "instant" });
  mark = null;
  if (heading) announce(heading.textContent.trim());
});

/** The rail is a disclosure on a phone; where CSS cannot hold it open on a wide screen, we do. */
function openRail(wasOpen) {
  const wide = matchMedia("(min-width: 64rem)").matches && !CSS.supports("selector(::details-content)");
  for (const rail of $$("details[data-rail]")) rail.open = wasOpen || wide;
}

openRail(false);
