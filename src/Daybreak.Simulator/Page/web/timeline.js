// Draws one provisioning: a row per request, with a bar from its arrival to its answer.

const names = "http://www.w3.org/2000/svg";
const rowHeight = 20, labelWidth = 190, statusWidth = 120, axisHeight = 20, smallestBar = 3, rowLimit = 60;

export function failed(request) {
  return request.status === null || request.status >= 400;
}

export function milliseconds(value) {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function drawTimeline(figure, title, all, width) {
  const requests = [...all].sort((a, b) => a.sinceStartMs - b.sinceStartMs).slice(-rowLimit);
  const start = requests[0].sinceStartMs;
  const end = Math.max(...requests.map(one => one.sinceStartMs + one.durationMs));
  const span = Math.max(end - start, 1);
  const room = Math.max(width - labelWidth - statusWidth, 60);
  const height = axisHeight + requests.length * rowHeight;
  const svg = element("svg", { viewBox: `0 0 ${labelWidth + room + statusWidth} ${height}`, role: "img", "aria-label": `${title}: ${requests.length} requests in ${milliseconds(end - start)}. The table of requests contains the same data.` });

  for (const tick of ticks(span)) {
    const x = labelWidth + tick / span * room;
    svg.append(element("line", { class: "grid", x1: x, x2: x, y1: axisHeight - 4, y2: height }));
    svg.append(text(tick === 0 ? "0" : milliseconds(tick), { class: "quiet", x, y: axisHeight - 8, "text-anchor": "middle" }));
  }
  requests.forEach((request, row) => {
    const y = axisHeight + row * rowHeight;
    const x = labelWidth + (request.sinceStartMs - start) / span * room;
    const bar = element("rect", { class: `bar ${request.server}${failed(request) ? " error" : ""}`, x, y: y + 4, width: Math.max(request.durationMs / span * room, smallestBar), height: rowHeight - 8, rx: 2, "data-request": request.number });
    const what = `${request.operation ?? "invalid HTTP"}, ${request.status ?? "no answer"}, ${milliseconds(request.durationMs)}`;
    const tip = element("title", {});
    tip.textContent = request.fault ? `${what}; ${request.fault}` : what;
    bar.append(tip);
    svg.append(bar);
    if (request.fault) svg.append(element("circle", { class: "fault", cx: labelWidth - 8, cy: y + rowHeight / 2, r: 4 }));
    svg.append(text(request.operation ?? "invalid HTTP", { x: 0, y: y + 14 }));
    svg.append(text(`${request.status ?? "no answer"} · ${milliseconds(request.durationMs)}`, { class: "quiet", x: labelWidth + room + 8, y: y + 14 }));
  });

  const caption = document.createElement("figcaption");
  caption.textContent = `${title}, ${milliseconds(end - start)}${all.length > rowLimit ? `, the last ${rowLimit} of ${all.length} requests` : ""}`;
  figure.replaceChildren(caption, svg);
}

function ticks(span) {
  const rough = span / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(times => times * power).find(size => size >= rough);
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}

function text(content, attributes) {
  const made = element("text", attributes);
  made.textContent = content;
  return made;
}

function element(name, attributes) {
  const made = document.createElementNS(names, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
