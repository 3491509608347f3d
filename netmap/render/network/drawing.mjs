/* The drawing: vis-network carries the marks and the view of them; relations are laid under, names over. */
import { number } from "../page/numbers.mjs";
import { paintOutlines } from "./backdrop.mjs";
import { nearestAhead, nearestCorner } from "./cursor.mjs";
import { writeLabels } from "./labels.mjs";
import { makeNewcomers } from "./newcomers.mjs";
import { relay } from "./relay.mjs";
import { INK, paintBadge, paintBand, paintHeading, paintMark, paintRing, PAPER, RADIUS, radiusOf } from "./paint.mjs";
import { makeRoutes } from "./routes.mjs";
import { lookAtPoint, viewed, zoomBy } from "./viewport.mjs";
import { t } from "./words.mjs";

const CURSOR = "#b4005a";

export function makeDrawing(model, stage, hooks) {
  const nodes = model.data.model.nodes;
  const order = nodes.map((_, i) => i).sort(function (a, b) {
    const middle = (nodes[b].shape === "hexagon") - (nodes[a].shape === "hexagon");
    return middle || model.degree(b) - model.degree(a) || a - b;
  });
  const routes = makeRoutes(model);
  const newcomers = makeNewcomers(model);

  let layout = null;
  let look = null;
  let kept = null;
  let cursor = null;
  let pointed = null;
  let boxes = [];
  let headings = [];
  let network = null;
  let moving = true;
  let settled = "[]";
  let size = "";
  let covered = 0;

  const sizeOf = (i) => radiusOf(nodes[i].shape);

  /* ---- under, on and over the marks ---- */

  function drawUnder(ctx, scale) {
    if (layout.outlines) paintOutlines(ctx, layout.outlines, look.commune === null ? null : model.communes[look.commune].code, scale);
    for (const item of layout.bands) paintBand(ctx, item);
    routes.draw(ctx, look, { kept, scale, alone: pointed ?? cursor });
    newcomers.draw(ctx, scale);
    routes.drawNoted(ctx, hooks.badges, spot);
    headings = layout.bands.map(function (item) {
      const note = item.count ? t("band." + item.name + "-note") : t("band.empty");
      return paintHeading(ctx, item, t("band." + item.name) + " (" + number(item.count) + ")", note, Math.min(item.heading * 0.5, Math.max(15, 12.5 / scale)));
    });
  }

  /* Where a partner of the tables, or of the review, stands. */
  function spot(id) {
    const i = model.partnerIndex.get(id);
    if (i !== undefined) return { x: layout.x[i], y: layout.y[i], r: sizeOf(i) };
    const found = newcomers.at(id);
    return found && { x: found.x, y: found.y, r: RADIUS };
  }

  function drawMark(ctx, i) {
    const faded = !look.node[i];
    if (!kept[i]) return;
    const x = layout.x[i];
    const y = layout.y[i];
    ctx.globalAlpha = faded ? 0.16 : 1;
    paintMark(ctx, nodes[i].shape, nodes[i].color, model.partners[i].statut, x, y, sizeOf(i));
    if (look.ring.has(i)) paintRing(ctx, x, y, sizeOf(i), INK);
    ctx.globalAlpha = 1;
    const r = sizeOf(i);
    if (!faded) hooks.badges.partner(i).forEach(({ kind }, k) => paintBadge(ctx, kind, x + r * 0.95 - 12 * k, y - r * 0.95, 7));
    if (i === cursor) {
      ctx.setLineDash([4, 3]);
      paintRing(ctx, x, y, sizeOf(i) + 3, CURSOR);
      ctx.setLineDash([]);
    }
  }

  const notes = (i) => hooks.badges.partner(i).map(({ text }) => " (" + text + ")").join("");

  function drawNames(ctx, scale, view) {
    const scene = { look, layout, first: routes.near(look, pointed ?? cursor), headings, newcomers: newcomers.all(), notes };
    boxes = writeLabels(ctx, model, order, scene, { scale, view });
  }

  function extent() {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const grow = function (x, y, w, h) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + w);
      bottom = Math.max(bottom, y + h);
    };
    for (const band of layout.bands) grow(band.x - 14, band.y, band.width + 28, band.height + 10);
    for (const { ring } of layout.outlines || []) for (let k = 0; k < ring.length; k += 2) grow(ring[k], ring[k + 1], 0, 0);
    if (layout.name === "carte") nodes.forEach((_, i) => kept[i] && grow(layout.x[i] - 40, layout.y[i] - 20, 80, 60));
    newcomers.extent(grow);
    if (left === Infinity) return { left: 0, top: 0, right: 100, bottom: 100 };
    return { left: left - 8, top: top - 8, right: right + 8, bottom: bottom + 8 };
  }

  function fit() {
    if (!stage.clientWidth) return;
    const box = extent();
    const scale = Math.min((stage.clientWidth - hooks.covered()) / (box.right - box.left), stage.clientHeight / (box.bottom - box.top), 1.6);
    lookAtPoint(network, (box.left + box.right) / 2, (box.top + box.bottom) / 2, scale, hooks.covered());
  }

  /* Drawn once, on the next frame, however many ask for it. */
  const redraw = () => network.body.emitter.emit("_requestRedraw");

  const zoom = (factor) => zoomBy(network, factor);

  function nodeAt(point) {
    const found = network.getNodeAt(point);
    if (found !== undefined && kept[found]) return found;
    const at = network.DOMtoCanvas(point);
    const box = boxes.find((item) => at.x >= item.left && at.x <= item.left + item.width && at.y >= item.top && at.y <= item.top + item.height);
    return box ? box.own : null;
  }

  /* The mark under the pointer: its relations alone are drawn strongly. */
  function isolate(i) {
    if (i === pointed) return;
    pointed = i;
    redraw();
  }

  /* ---- keyboard ---- */

  function go(dx, dy) {
    const candidates = order.filter((i) => look.node[i]);
    if (!candidates.length) return;
    const next = cursor === null || !look.node[cursor] ? nearestCorner(layout, candidates) : nearestAhead(layout, candidates, cursor, dx, dy);
    if (next !== null) cursor = next;
    reveal(cursor);
    hooks.onCursor(cursor);
  }

  function reveal(i) {
    const view = viewed(network, stage);
    const scale = network.getScale();
    const [x, y] = [layout.x[i], layout.y[i]];
    if (x < view.left + hooks.covered() / scale + 40 || x > view.right - 40 || y < view.top + 30 || y > view.bottom - 30) lookAtPoint(network, x, y, scale, hooks.covered());
    redraw();
  }

  function onKey(event) {
    const moves = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) go(...moves[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && cursor !== null) hooks.onChoose(cursor, true);
    else if (event.key === "Escape") hooks.onChoose(null, true);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  }

  /* ---- vis-network ---- */

  function open() {
    const shaped = nodes.map(function (node) {
      const size = 2 * radiusOf(node.shape);
      const dimensions = { width: size, height: size };
      return {
        id: node.id,
        shape: "custom",
        x: layout.x[node.id],
        y: layout.y[node.id],
        ctxRenderer: ({ ctx, id }) => ({ drawNode: () => drawMark(ctx, id), nodeDimensions: dimensions }),
      };
    });
    network = new vis.Network(
      stage,
      { nodes: shaped, edges: [] },
      {
        autoResize: false,
        physics: { enabled: false },
        layout: { improvedLayout: false },
        nodes: { font: { multi: false }, chosen: false },
        interaction: { dragNodes: false, hover: false, selectable: false, keyboard: false, tooltipDelay: 0, zoomView: moving, dragView: moving },
      }
    );
    for (const inner of stage.querySelectorAll("[tabindex]")) inner.tabIndex = -1;
    for (const canvas of stage.querySelectorAll("canvas")) canvas.setAttribute("aria-hidden", "true");
    network.on("beforeDrawing", (ctx) => drawUnder(ctx, network.getScale()));
    network.on("afterDrawing", (ctx) => drawNames(ctx, network.getScale(), viewed(network, stage)));
    network.once("afterDrawing", () => performance.mark("network-drawn"));
    network.on("click", (event) => hooks.onChoose(nodeAt(event.pointer.DOM), false));
    stage.addEventListener("keydown", onKey);
    stage.addEventListener("blur", function () {
      cursor = null;
      redraw();
    });
    // a page that is read scrolls; the drawing zooms when that is what is asked for
    stage.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    }, { capture: true, passive: true });
    stage.addEventListener("pointermove", function (event) {
      const frame = stage.getBoundingClientRect();
      const point = { x: event.clientX - frame.left, y: event.clientY - frame.top };
      const i = event.pointerType === "mouse" && !event.buttons ? nodeAt(point) : null;
      stage.classList.toggle("over", i !== null);
      isolate(i);
      hooks.onHover(i, point);
    });
    stage.addEventListener("pointerleave", function () {
      isolate(null);
      hooks.onHover(null);
    });
    size = stage.clientWidth + "×" + stage.clientHeight;
    covered = hooks.covered();
    new ResizeObserver(onResize).observe(stage);
    fit();
  }

  /* The window changed: what is shown now is drawn before the frame that waits for it. */
  function onResize() {
    const now = stage.clientWidth + "×" + stage.clientHeight;
    if (now === size || !stage.clientWidth) return;
    size = now;
    network.setSize("100%", "100%");
    fit();
    network.redraw();
  }

  /* The card came or went: the drawing stands in what it leaves free. */
  function makeRoom() {
    if (covered === hooks.covered()) return;
    covered = hooks.covered();
    fit();
  }

  /* Take a layout by its name, laid out again for those that are kept. */
  function arrange(name, next) {
    if (layout && layout.name === name && kept && next.every((one, i) => one === kept[i])) return;
    kept = next;
    layout = relay({ name, ...model.data.layouts[name] }, kept, routes.bandOf);
    routes.trace(layout, kept);
    newcomers.place(layout, hooks.badges.newcomers());
    if (network) {
      // one by one through its data set, thousands would take a second
      for (const { id } of nodes) Object.assign(network.body.nodes[id], { x: layout.x[id], y: layout.y[id] });
      fit();
    }
  }

  /* The whole drawing on a canvas of its own, for the printer. */
  function picture(width) {
    const box = extent();
    const canvas = document.createElement("canvas");
    const scale = Math.min(width / (box.right - box.left), 3, 8000 / (box.bottom - box.top));
    canvas.width = Math.ceil((box.right - box.left) * scale);
    canvas.height = Math.ceil((box.bottom - box.top) * scale);
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = PAPER;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.scale(scale, scale);
    ctx.translate(-box.left, -box.top);
    drawUnder(ctx, 1);
    nodes.forEach((_, i) => drawMark(ctx, i));
    drawNames(ctx, 1, box);
    network.redraw();
    return canvas.toDataURL("image/png");
  }

  return {
    arrange, fit, zoom, picture,
    show(next) {
      look = next;
      if (!network) return;
      makeRoom();
      redraw();
    },
    open,
    /* Give the partners of the review their places; whether any came, went or moved. */
    settle() {
      const now = JSON.stringify(hooks.badges.newcomers());
      if (now === settled) return false;
      settled = now;
      newcomers.place(layout, hooks.badges.newcomers());
      return true;
    },
    ratio: () => { const box = extent(); return (box.bottom - box.top) / (box.right - box.left); },
    /* Whether a finger moves the drawing, or the page that it stands on. */
    move(free) {
      moving = free;
      if (network) network.setOptions({ interaction: { dragView: free, zoomView: free } });
    },
    reveal(i) { if (network) reveal(i); },
  };
}
