/* The outlines: what travels as lines becomes the shapes of the layers that folium built. */

const pointsOf = ({ x, y }) => x.map((longitude, k) => [longitude, y[k]]);

/* Lines together by the number that `key` names, in order. */
function together(lines, key) {
  const found = new Map();
  for (const line of lines) {
    if (!found.has(line[key])) found.set(line[key], []);
    found.get(line[key]).push(line);
  }
  return found;
}

/* The lines of one shape as GeoJSON: polygons by their number, or lines that border nothing. */
function geometryOf(lines) {
  if (lines.every(({ part }) => part === null)) return { type: "MultiLineString", coordinates: lines.map(pointsOf) };
  return { type: "MultiPolygon", coordinates: [...together(lines, "part").values()].map((rings) => rings.map(pointsOf)) };
}

export function drawOutlines(outlines, shapes) {
  for (const { key, style, dashed, lines } of outlines) {
    const layer = shapes[key];
    layer.options.style = ({ properties: { i } }) => ({ ...style, ...(dashed.includes(i) ? { dashArray: "7 5" } : {}) });
    for (const [i, own] of together(lines, "shape")) layer.addData({ type: "Feature", properties: { i }, geometry: geometryOf(own) });
  }
}
