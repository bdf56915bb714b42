// The table twin: a change of the filters asks again. Without this module the
// form has its button.
import { $ } from "../lib/dom.js";
import { placeBox } from "./map-places.js";

const form = $("#map-filters");

/** Leave out what is empty, so that the address says only what was asked. */
form.addEventListener("submit", () => {
  for (const control of form.elements) {
    if (control.name && control.value === "") control.disabled = true;
  }
});
addEventListener("pageshow", () => {
  for (const control of form.elements) control.disabled = false;
});
form.addEventListener("change", (event) => { if (event.target.type === "checkbox") form.requestSubmit(); });
placeBox($("#map-place"), () => form.requestSubmit());
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 64rem)").matches) {
  $(".rail").open = true;
}
