/* A captain's page: taps are kept in the open page while there is no network, and sent together once there is.
   Each has an id made here and the device's time, so sending again changes nothing. Nothing is stored on the phone. */
(() => {
  "use strict";
  const list = document.querySelector("[data-boarding]");
  if (!list || !window.crypto?.randomUUID) return;
  const part = (name) => list.querySelector(`[data-${name}]`);
  const token = list.querySelector("[name=csrfmiddlewaretoken]").value;
  const waiting = [];
  let departed = null;
  let isSending = false;
  let isOver = false;

  const show = () => {
    const number = waiting.length + (departed ? 1 : 0);
    part("waiting").textContent = number;
    part("waits").hidden = number === 0;
  };

  // The link opens nothing any more: say what was not written down, and let the names go.
  const end = (words) => {
    const number = waiting.length + (departed ? 1 : 0);
    isOver = true;
    waiting.length = 0;
    departed = null;
    const said = part("refused");
    said.textContent = `${words || list.dataset.over} ${list.dataset.unsent} ${number}.`;
    said.hidden = false;
    list.replaceChildren(said);
  };

  const send = async () => {
    if (isOver || isSending || !navigator.onLine || (!waiting.length && !departed)) return;
    isSending = true;
    const taps = waiting.slice();
    const left = departed;
    try {
      const sent = JSON.stringify({ now: new Date().toISOString(), taps, departed: left });
      const answer = await fetch(list.dataset.url, {
        method: "POST",
        body: new URLSearchParams({ sent, csrfmiddlewaretoken: token }),
      });
      if (answer.status === 410 || answer.status === 404) {
        return end((await answer.json().catch(() => ({}))).refusal);
      }
      const said = await answer.json();
      if (answer.status < 500) {
        waiting.splice(0, taps.length);
        if (departed === left) departed = null;
      }
      if (said.refusal) {
        part("refused").textContent = said.refusal;
        part("refused").hidden = false;
      } else if (left || !waiting.length) { // what was pressed meanwhile is counted here, and not there yet
        part("aboard").textContent = said.aboard;
        part("missing").textContent = said.missing;
        if (left) return location.reload();
      }
    } catch { /* no network: tried again below */ } finally {
      isSending = false;
      if (!isOver) show();
    }
  };

  const count = (name, by) => { part(name).textContent = Math.max(0, Number(part(name).textContent) + by); };

  // What was pressed is seen at once, with or without a network; the next answer of the server sets the numbers right.
  const mark = (line, what) => {
    const before = line.dataset.line;
    const after = what === "undone" ? "" : what;
    line.dataset.line = after;
    const shape = list.querySelector(`template[data-shape="${after}"]`);
    line.querySelector("[data-state]").replaceChildren(shape.content.cloneNode(true));
    const press = line.querySelector("[value=boarded]");
    const back = line.querySelector("[value=undone]");
    const hadFocus = line.contains(document.activeElement);
    press.hidden = after !== "";
    back.hidden = after === "";
    if (hadFocus) (after ? back : press).focus({ preventScroll: true });
    line.querySelector("details").open = false;
    for (const each of line.querySelectorAll("[data-while-missing]")) each.hidden = after !== "";
    count("aboard", (after === "boarded") - (before === "boarded"));
    if ("expected" in line.dataset) count("missing", (after === "") - (before === ""));
    const without = list.querySelector("[data-without]");
    const missing = list.querySelectorAll('[data-missing-now] [data-line=""]').length;
    if (without) without.textContent = missing ? `, ${without.dataset.without.replace("#", missing)}` : "";
  };

  // A second touch of the same place is one that trembled, not "take back".
  const TREMBLES = 500;
  const pressed = new Map();

  // On the list itself, so that it is done before the document looks for forms that were sent twice.
  list.addEventListener("submit", (event) => {
    const form = event.target;
    const now = new Date().toISOString();
    if (form.hasAttribute("data-tap")) {
      event.preventDefault();
      const { person, call, reason } = form.elements;
      const what = event.submitter.value;
      if (Date.now() - (pressed.get(person.value) ?? 0) < TREMBLES) return;
      if (reason) {
        reason.required = what === "no_show";
        if (!form.reportValidity()) return;
      }
      pressed.set(person.value, Date.now());
      waiting.push({
        uid: crypto.randomUUID(), at: now, person: person.value, what, call: call.value, reason: reason?.value ?? "",
      });
      mark(form.closest("[data-line]"), what);
    } else if (form.hasAttribute("data-depart") && !navigator.onLine) {
      event.preventDefault();
      departed = { at: now, call: form.elements.call.value };
    } else return;
    show();
    send();
  });
  addEventListener("online", send);
  setInterval(send, 5000);
  addEventListener("beforeunload", (event) => {
    if (waiting.length || departed) event.preventDefault();
  });

  // In the night after, names leave the page too.
  const rest = Date.parse(list.dataset.ends) - Date.now();
  setTimeout(() => { list.replaceChildren(); location.reload(); }, Math.min(Math.max(rest, 0), 2 ** 31 - 1));
})();
