/* Nodes of a page. Text of the tables only ever becomes text nodes. */
import { payload } from "./payload.mjs";

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on") {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else if (name === "css") {
      for (const [property, v] of Object.entries(value)) node.style.setProperty(property, v);
    } else if (name === "href") {
      const safe = safeLink(value, Object.values(payload().siblings));
      if (safe !== null) node.setAttribute("href", safe);
    } else if (!/^(on|style$|srcdoc$|src$)/i.test(name)) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

export const el = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

/* A value as somebody typed it: kept apart from the direction of the text around it. */
export const typed = (text) => el("bdi", { class: "typed", text });

/* Links of tables: the web and mail only; ours: a hash, or a file beside this one with its hash. */
export function safeLink(url, siblings) {
  const text = String(url).trim();
  if (/^(https?:\/\/|mailto:)/i.test(text) || text.startsWith("#")) return text;
  return siblings.some((file) => text === file || text.startsWith(file + "#")) ? text : null;
}

/* A list of nodes with commas between them. */
export const joined = (nodes) => nodes.flatMap((node, i) => (i ? [", ", node] : [node]));

/* Say something to those who do not see the page. */
export function announce(text) {
  byId("live").textContent = text;
}
