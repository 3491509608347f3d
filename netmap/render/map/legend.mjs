/* The switch of layers, moved into the panel with a sample of each, and what the marks mean. */
import { byId, el } from "../page/dom.mjs";
import { circleSample, lineSample, partnerMark, permanenceMark, planMark } from "./marks.mjs";
import { say } from "./words.mjs";

const SAMPLE = 18;

const isIndicative = (data) => Object.values(data.places).some((place) => place.indicative);

function samplesOf(data) {
  return new Map([
    [say("layer.qpv"), lineSample(isIndicative(data) ? "qpv-indicative" : "qpv")],
    [say("layer.lived"), lineSample("lived")],
    [say("layer.outline"), lineSample("outline")],
    [say("layer.permanences-ouverte"), permanenceMark("ouverte", 1, "2")],
    [say("layer.permanences-candidate"), permanenceMark("candidate", 1, "1")],
    [say("layer.sectors"), lineSample("sectors")],
    [say("layer.missing"), circleSample()],
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

/* groups: the layers that Python named; only what the map can show is explained. */
export function drawSymbols(data, groups) {
  const used = Object.keys(data.statuses).filter((status) => data.partners.some((partner) => partner.statut === status));
  const marks = [
    groups.missing && [circleSample(), "legend.missing"],
    groups["permanences-ouverte"] && [permanenceMark("ouverte", 1, "2"), "legend.permanences"],
    groups.plan && [planMark("proposee", "2", "3"), "legend.plan"],
    groups.plan && data.permanences.some(({ plan }) => plan && plan.role === "fermee") && [planMark("fermee", "2", "0"), "legend.closed"],
    Object.values(data.places).some(({ niveau }) => niveau === "qpv") && [lineSample(isIndicative(data) ? "qpv-indicative" : "qpv"), isIndicative(data) ? "legend.indicative" : "legend.qpv"],
    data.lived && [lineSample("lived"), "legend.lived"],
  ].filter(Boolean);
  byId("map-symbols").append(el("ul", { class: "legend" }, marks.map(([mark, key]) => el("li", {}, mark, el("span", { text: say(key) })))));
  byId("map-statuses").append(
    el("p", { class: "sentence", text: say("legend.partners") }),
    el("ul", { class: "legend" }, used.map((status) => el("li", {}, partnerMark("square", status, SAMPLE), el("span", { text: data.statuses[status] }))))
  );
}
