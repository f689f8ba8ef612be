import { drawTimeline, failed, milliseconds } from "/timeline.js";

const drawnProvisionings = 6;
const token = document.querySelector("meta[name=daybreak-token]").content;
const at = id => document.getElementById(id);
const buttons = new Map();
let requests = [], historyLimit = 500, run = null, drawing = false, active = [], activeSince = 0;

start();

async function start() {
  try {
    const state = await (await fetch("/api/state")).json();
    historyLimit = state.historyLimit;
    at("scenario").textContent = `scenario ${state.scenario}: ${state.vm.name}, host name ${state.vm.hostName}, user ${state.vm.user || "none"}`;
    document.title = `${state.scenario} · Simulated Azure host`;
    addButtons(state.buttons);
  } catch {
    at("connection").textContent = "the simulator is not responding";
    return;
  }
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => at("connection").textContent = "live");
  events.addEventListener("error", () => at("connection").textContent = "connection lost, reconnecting");
  events.addEventListener("run", event => {
    if (run !== null && run !== event.data) location.reload();
    run = event.data;
  });
  events.addEventListener("request", event => add(JSON.parse(event.data)));
  events.addEventListener("faults", event => showFaults(JSON.parse(event.data)));
}

// ---- faults

function addButtons(all) {
  for (const group of new Set(all.map(button => button.group))) {
    const fieldset = make("fieldset", make("legend", group));
    for (const button of all.filter(one => one.group === group)) {
      const made = make("button", button.label);
      made.type = "button";
      made.title = button.explanation;
      made.dataset.fault = button.id;
      made.setAttribute("aria-label", `${group}: ${button.label}. ${button.explanation}`);
      made.setAttribute("aria-pressed", "false");
      made.addEventListener("click", () => switchOn(button));
      buttons.set(button.id, { ...button, made });
      fieldset.append(made);
    }
    at("buttons").append(fieldset);
  }
}

function switchOn(button) {
  if (!at("extent").reportValidity()) return;
  const extent = { [at("unit").value]: at("amount").valueAsNumber };
  change("/api/faults", { button: button.id, ...extent }, `${button.group}: ${button.label} is on.`);
}

async function change(path, body, done) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Daybreak-Token": token }, body: JSON.stringify(body) });
    const result = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && Array.isArray(result)) showFaults(result);
    at("message").textContent = answer.ok ? typeof done === "function" ? done(result) : done : result.error ?? `Request refused (${answer.status}); reload the page.`;
  } catch {
    at("message").textContent = "The simulator is not responding.";
  }
}

at("advance").addEventListener("click", () => change("/api/incarnation", {}, result => `The incarnation is now ${result.incarnation}.`));

function showFaults(faults) {
  active = faults;
  activeSince = performance.now();
  const on = new Set(faults.map(fault => fault.name));
  for (const [id, button] of buttons) button.made.setAttribute("aria-pressed", String(on.has(id)));
  at("active").replaceChildren(...faults.map(fault => {
    const button = buttons.get(fault.name);
    const name = button ? `${button.group}: ${button.label}` : fault.name;
    const off = make("button", "Switch off");
    off.type = "button";
    off.setAttribute("aria-label", `Switch off ${name}`);
    off.addEventListener("click", () => change("/api/faults/off", { number: fault.number }, `${name} is off.`));
    const left = make("span");
    left.className = "left";
    return make("li", make("strong", name), left, off);
  }));
  at("no-active").hidden = faults.length > 0;
  countDown();
}

function countDown() {
  const passed = (performance.now() - activeSince) / 1000;
  active.forEach((fault, index) => at("active").children[index].querySelector(".left").textContent = extentOf(fault, passed));
}

function extentOf(fault, passed) {
  const seconds = until => Math.max(0, Math.ceil(until - passed));
  const requests = count => `${count} ${count === 1 ? "request" : "requests"}`;
  const before = [...(seconds(fault.secondsUntil) > 0 ? [`in ${seconds(fault.secondsUntil)} s`] : []), ...(fault.passing > 0 ? [`after ${requests(fault.passing)}`] : [])];
  const left = [...(fault.remaining === null ? [] : [requests(fault.remaining)]), ...(fault.secondsLeft === null ? [] : [`${seconds(fault.secondsLeft)} s`])];
  return [...before, left.length > 0 ? `${left.join(", ")} left` : "until switched off"].join(", ");
}
setInterval(countDown, 1000);

// ---- requests

function add(request) {
  if (requests.some(one => one.number === request.number)) return;
  requests.push(request);
  if (requests.length > historyLimit) requests = requests.slice(-historyLimit);
  const rows = at("log").tBodies[0];
  rows.prepend(row(request));
  while (rows.rows.length > historyLimit) rows.lastElementChild.remove();
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    showVms();
    showTimeline();
  });
}

function row(request) {
  const open = make("button", String(request.number));
  open.type = "button";
  open.className = "link";
  open.setAttribute("aria-label", `Request ${request.number}: show details`);
  open.addEventListener("click", () => showDocuments(request));
  const remarks = [...(request.fault ? [`fault ${request.fault}`] : []), ...request.misbehaviour.map(one => one.what)];
  const made = make("tr",
    cell(open, "number"), cell(request.time.slice(11, 23)), cell(request.vm),
    cell(request.method ? `${request.method} ${request.target}` : "invalid HTTP", "target"),
    cell(request.status === null ? "none" : String(request.status), failed(request) ? "number failed" : "number"),
    cell(milliseconds(request.durationMs), "number"), cell(remarks.join(" "), "remark"));
  made.className = "new";
  made.dataset.request = request.number;
  return made;
}

function showVms() {
  const vms = Map.groupBy(requests, request => request.vm);
  at("no-vms").hidden = vms.size > 0;
  at("vms").tBodies[0].replaceChildren(...[...vms].map(([vm, all]) => {
    const last = all.at(-1);
    return make("tr",
      cell(vm), cell(state(last.outcome), last.outcome === "Ready" ? "ready" : last.outcome === "NotReady" ? "failed" : ""),
      cell(String(new Set(all.map(one => one.provisioning)).size), "number"), cell(String(all.length), "number"),
      cell(String(all.filter(one => one.misbehaviour.length > 0).length), "number"), cell(last.time.slice(11, 19)));
  }));
}

function showTimeline() {
  const groups = [...Map.groupBy(requests, request => request.provisioning)].sort(([a], [b]) => b - a).slice(0, drawnProvisionings);
  at("no-timeline").hidden = groups.length > 0;
  const kept = new Map([...at("timeline").children].map(figure => [figure.dataset.provisioning, figure]));
  at("timeline").replaceChildren(...groups.map(([number, all]) => {
    const figure = kept.get(String(number)) ?? make("figure");
    figure.dataset.provisioning = number;
    drawTimeline(figure, `Provisioning ${number} of ${all[0].vm}: ${state(all.at(-1).outcome)}`, all, Math.max(at("timeline").clientWidth, 320));
    return figure;
  }));
}
addEventListener("resize", () => requests.length > 0 && showTimeline());

function state(outcome) {
  return { Running: "provisioning", Ready: "Ready", NotReady: "NotReady" }[outcome];
}

// ---- documents

async function showDocuments(request) {
  at("documents-title").textContent = request.method ? `Request ${request.number}: ${request.method} ${request.target}` : `Request ${request.number}`;
  const answer = await fetch(`/api/requests/${request.number}`);
  const found = await answer.json();
  const fields = (headers = []) => headers.map(field => `${field.name}: ${field.value}`).join("\n");
  const body = (text, cut) => cut ? `${text}\n… (truncated)` : text;
  at("request-headers").textContent = answer.ok ? fields(found.requestHeaders) : found.error;
  at("request-body").textContent = answer.ok ? body(found.requestBody, found.requestCut) : "";
  at("answer-title").textContent = answer.ok ? found.status === null ? "No answer" : `Answer: ${found.status}` : "";
  at("answer-headers").textContent = fields(found.answerHeaders);
  at("answer-body").textContent = answer.ok ? body(found.answerBody, found.answerCut) : "";
  at("documents").showModal();
}
at("close").addEventListener("click", () => at("documents").close());
at("extent").addEventListener("submit", event => event.preventDefault());

// ---- elements

function make(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function cell(content, className = "") {
  const made = make("td", content);
  made.className = className;
  return made;
}
