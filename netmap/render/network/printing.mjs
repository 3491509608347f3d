/* Paper: the whole drawing as a picture, every row of the tables, every list open. */
import { byId, el } from "../page/dom.mjs";

const WIDTH = 2000;

/* isOpen(): whether there is a drawing yet. */
export function printNetwork(stage, drawing, tables, isOpen) {
  const opened = [];

  window.addEventListener("beforeprint", function () {
    const former = byId("net-picture");
    if (former) former.remove();
    if (!isOpen()) return;
    tables.fill();
    for (const box of document.querySelectorAll("details.net-fold, #net-annex")) {
      if (box.open) continue;
      if (box.fill) box.fill();
      box.open = true;
      opened.push(box);
    }
    const image = el("img", { id: "net-picture", class: "net-picture", alt: stage.getAttribute("aria-label") });
    image.src = drawing.picture(WIDTH);
    stage.before(image);
  });

  window.addEventListener("afterprint", function () {
    for (const box of opened.splice(0)) box.open = false;
  });
}
