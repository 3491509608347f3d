/* The page of a place: its template, what it shares with others, and where it lies on the map. */
import { addressOf } from "../page/address.mjs";
import { el, svg } from "../page/dom.mjs";
import { sayInReport } from "./words.mjs";

const templateOf = (name) => {
  const found = document.getElementById("sheet-" + name);
  return found instanceof HTMLTemplateElement ? found : null;
};

/* The map of page one, with ids of its own, without names, and a ring around the place. */
function locator(at) {
  const drawn = document.querySelector("#figure-territory svg.drawing");
  if (!drawn) return null;
  const copy = drawn.cloneNode(true);
  for (const told of copy.querySelectorAll("title, desc")) told.remove();
  for (const name of copy.querySelectorAll("text")) name.closest("g:has(path)").remove();
  copy.removeAttribute("aria-labelledby");
  copy.setAttribute("aria-hidden", "true");
  for (const node of copy.querySelectorAll("*")) {
    if (node.id) node.id = "sheet-" + node.id;
    for (const name of node.getAttributeNames()) {
      const value = node.getAttribute(name);
      if (value.includes("#territory-")) node.setAttribute(name, value.replaceAll("#territory-", "#sheet-territory-"));
    }
  }
  const [cx, cy] = at.split(" ");
  copy.append(svg("circle", { cx, cy, r: 20, fill: "none", stroke: "#ffffff", "stroke-width": 7 }), svg("circle", { cx, cy, r: 20, fill: "none", stroke: "#b4005a", "stroke-width": 3.5 }));
  return copy;
}

function doors(code, level) {
  const map = addressOf("map", level === "qpv" ? { qpv: code } : { commune: code });
  return el(
    "nav",
    { class: "sheet-doors", "aria-label": sayInReport("doors") },
    el("a", { href: addressOf("report", {}), text: sayInReport("whole") }),
    map ? el("a", { href: map, text: sayInReport("map") }) : null,
    el("button", { type: "button", class: "plain", text: sayInReport("print"), on: { click: () => window.print() } })
  );
}

/* Fill `box` with the page of a place; false where there is none. */
export function openSheet(box, code) {
  const template = code && !code.startsWith("block-") ? templateOf(code) : null;
  if (!template) return false;
  const page = template.content.cloneNode(true);
  for (const hole of page.querySelectorAll("[data-block]")) hole.replaceWith(templateOf("block-" + hole.dataset.block).content.cloneNode(true));
  const picture = locator(template.dataset.at);
  if (picture) page.querySelector("header").prepend(picture);
  box.replaceChildren(doors(code, template.dataset.level), page);
  return true;
}
