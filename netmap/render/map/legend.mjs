/* The switch of layers, moved into the panel with a sample of each, and what the marks mean. */
import { byId, el } from "../page/dom.mjs";
import { lineSample, partnerMark, permanenceMark, planMark } from "./marks.mjs";
import { say } from "./words.mjs";

const SAMPLE = 18;

const isIndicative = (data) => Object.values(data.places).some((place) => place.indicative);

function samplesOf(data) {
  return new Map([
    [say("layer.qpv"), lineSample(isIndicative(data) ? "qpv-indicative" : "qpv")],
    [say("layer.outline"), lineSample("outline")],
    [say("layer.permanences-ouverte"), permanenceMark("ouverte", 1, "2")],
    [say("layer.permanences-candidate"), permanenceMark("candidate", 1, "1")],
    [say("layer.plan"), planMark("proposee", "2")],
    ...Object.keys(data.positions).map((position) => [say("layer.partners-" + position), partnerMark(data.shapes[position], "actif", SAMPLE)]),
  ]);
}

/* Leaflet draws its list of layers anew whenever one comes or goes: the samples are put back. */
export function placeControl(data, control) {
  const update = control._update;
  const box = byId("map-layers");
  control._update = function () {
    const result = update.call(control);
    const samples = samplesOf(data);
    for (const label of box.querySelectorAll("label")) {
      const sample = samples.get(label.textContent.trim());
      if (sample && !label.querySelector("svg")) label.querySelector("input").after(sample);
    }
    return result;
  };
  box.append(control.getContainer());
  control._update();
}

export function drawSymbols(data, planned) {
  const used = Object.keys(data.statuses).filter((status) => data.partners.some((partner) => partner.statut === status));
  byId("map-symbols").append(
    el("p", { class: "sentence", text: say("legend.partners") }),
    el("ul", { class: "legend" }, used.map((status) => el("li", {}, partnerMark("square", status, SAMPLE), el("span", { text: data.statuses[status] })))),
    el("p", { class: "sentence", text: say("legend.permanences") }),
    ...[planned && "legend.plan", isIndicative(data) && "legend.indicative"].filter(Boolean).map((key) => el("p", { class: "sentence", text: say(key) }))
  );
}
