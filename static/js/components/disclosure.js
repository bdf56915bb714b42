// Disclosures are <details> and work alone. This adds: Escape closes and gives
// focus back, a click elsewhere closes, and of one group only one stays open.
import { $, $$ } from "../lib/dom.js";

const OPEN = "details[data-disclosure][open]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const inside = document.activeElement?.closest(OPEN);
  const details = inside ?? $$(OPEN).at(-1);
  if (!details) return;
  details.open = false;
  $("summary", details).focus();
});

document.addEventListener("click", (event) => {
  for (const details of $$(OPEN)) {
    if (!details.contains(event.target)) details.open = false;
  }
});

// "toggle" does not bubble, so it is caught on the way down.
document.addEventListener("toggle", (event) => {
  const group = event.target.dataset?.exclusive;
  if (!group || !event.target.open) return;
  for (const other of $$(`details[data-exclusive="${group}"][open]`)) {
    if (other !== event.target) other.open = false;
  }
}, true);

// After a failed form the summary is the first thing heard.
$("[data-error-summary]")?.focus();
