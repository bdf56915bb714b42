// The few DOM helpers every page module shares.

/** First element that matches, or null. */
export const $ = (selector, root = document) => root.querySelector(selector);

/** Every element that matches, as an array. */
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A version of `fn` that runs once, `wait` milliseconds after the last call. */
export function debounce(fn, wait = 250) {
  let timer;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Say `text` to screen readers through the page's live region. */
export function announce(text) {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  // A region that is emptied and filled in one turn may be read as unchanged.
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Whether the reader asked the system for less motion. */
export const prefersReducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
