// The place box as a combobox with a list (ARIA 1.2, list autocomplete): the
// field works alone; this suggests while one types.
import { announce, debounce } from "../lib/dom.js";

const LIST = "map-place-list";

function option(result, n) {
  const item = document.createElement("li");
  item.id = `${LIST}-${n}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const what = document.createElement("span");
  what.className = "what";
  what.textContent = [result.kind, result.detail].filter(Boolean).join(", ");
  item.append(result.name, what);
  return item;
}

/** Enhance `input`; `choose(result)` is called with the suggestion taken. */
export function placeBox(input, choose) {
  const list = document.createElement("ul");
  list.id = LIST;
  list.className = "map-places";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Places");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", LIST);
  input.setAttribute("aria-expanded", "false");

  let results = [];
  let active = -1;
  let request = null;

  const close = () => {
    ask.cancel();
    request?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const point = (n) => {
    active = n;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === n)));
    if (n < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${LIST}-${n}`);
    list.children[n].scrollIntoView({ block: "nearest" });
  };

  const open = (answer) => {
    results = answer.results;
    list.replaceChildren(...results.map(option));
    list.hidden = !results.length;
    active = -1;
    input.setAttribute("aria-expanded", String(results.length > 0));
    input.removeAttribute("aria-activedescendant");
    announce(results.length ? `${results.length} place${results.length === 1 ? "" : "s"} found` : answer.message);
  };

  const ask = debounce(async () => {
    const typed = input.value.trim();
    request?.abort();
    if (typed.length < 2) return close();
    request = new AbortController();
    const address = new URL(input.dataset.places, location.href);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok && input.value.trim() === typed) open(await answer.json());
    } catch { /* The field still works by itself: Enter asks the server. */ }
  }, 180);

  const take = (n) => {
    const result = results[n];
    close();
    input.value = result.term;
    choose(result);
  };

  input.addEventListener("input", ask);
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    const last = results.length - 1;
    if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); close(); return; }
    if (event.key === "ArrowDown" && list.hidden) { ask(); event.preventDefault(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") point(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") point(active <= 0 ? last : active - 1);
    else if (event.key === "Enter" && active >= 0) take(active);
    else if (event.key === "Enter") { close(); return; }
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) take([...list.children].indexOf(item));
  });
  return { close };
}
