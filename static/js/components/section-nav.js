// Marks the section being read in a .section-nav of anchors. Without this
// module the links work and none is marked.
import { $, $$ } from "../lib/dom.js";

function follow(nav) {
  const links = new Map();
  for (const link of $$('a[href^="#"]', nav)) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  const visible = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target);
      else visible.delete(target);
    }
    const first = [...links.keys()].find((section) => visible.has(section));
    if (!first) return;
    $("[aria-current]", nav)?.removeAttribute("aria-current");
    links.get(first).setAttribute("aria-current", "true");
  }, { rootMargin: "-15% 0px -60% 0px" });
  for (const section of links.keys()) observer.observe(section);
}

for (const nav of $$(".section-nav")) follow(nav);
