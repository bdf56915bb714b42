// form[data-autosubmit] submits when a filter changes. Without this module the
// form has its own button. Text waits for Enter or for leaving the box.
import { $, $$, announce } from "../lib/dom.js";

const KEY = "filters:focus";

/** Forget empty values so that the address says only what was asked. */
function trimEmpty(form) {
  for (const control of form.elements) {
    if (control.name && control.value === "") control.disabled = true;
  }
}

function rememberFocus(control) {
  const mark = { path: location.pathname, name: control.name, value: control.value, scroll: scrollY };
  try { sessionStorage.setItem(KEY, JSON.stringify(mark)); } catch { /* storage is a courtesy */ }
}

function restoreFocus() {
  let mark = null;
  try {
    mark = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { return; }
  if (!mark || mark.path !== location.pathname) return;
  const controls = $$("form[data-autosubmit] [name]").filter((c) => c.name === mark.name);
  const control = controls.find((c) => c.value === mark.value) ?? controls[0];
  if (!control) return;
  const rail = control.closest("details[data-rail]");
  if (rail) rail.open = true;
  control.focus({ preventScroll: true });
  scrollTo({ top: mark.scroll, behavior: "instant" });
  const count = $("[data-result-count]");
  if (count) announce(count.textContent.trim());
}

for (const form of $$("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    rememberFocus(event.target);
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) trimEmpty(form);
  });
}

// Coming back from the cache must not leave the trimmed controls switched off.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const control of $$("form[data-autosubmit] [name]:disabled")) control.disabled = false;
});

// On a wide screen the style sheet already shows the rail; the attribute makes
// that true for assistive technology and for browsers without ::details-content.
if (matchMedia("(min-width: 64rem)").matches) {
  for (const rail of $$("details[data-rail]")) rail.open = true;
}

restoreFocus();
