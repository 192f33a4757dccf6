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

  const show = () => {
    const number = waiting.length + (departed ? 1 : 0);
    part("waiting").textContent = number;
    part("waits").hidden = number === 0;
  };

  const send = async () => {
    if (isSending || !navigator.onLine || (!waiting.length && !departed)) return;
    isSending = true;
    const taps = waiting.slice();
    const left = departed;
    try {
      const sent = JSON.stringify({ now: new Date().toISOString(), taps, departed: left });
      const answer = await fetch(list.dataset.url, {
        method: "POST",
        body: new URLSearchParams({ sent, csrfmiddlewaretoken: token }),
      });
      if (answer.status === 410 || answer.status === 404) return location.reload();
      const said = await answer.json();
      if (answer.status < 500) {
        waiting.splice(0, taps.length);
        if (departed === left) departed = null;
      }
      if (said.refusal) {
        part("refused").textContent = said.refusal;
        part("refused").hidden = false;
      } else {
        part("aboard").textContent = said.aboard;
        part("missing").textContent = said.missing;
        if (left) return location.reload();
      }
    } catch { /* no network: tried again below */ } finally {
      isSending = false;
      show();
    }
  };

  // On the list itself, so that it is done before the document looks for forms that were sent twice.
  list.addEventListener("submit", (event) => {
    const form = event.target;
    const now = new Date().toISOString();
    if (form.hasAttribute("data-tap")) {
      event.preventDefault();
      const button = event.submitter;
      waiting.push({
        uid: crypto.randomUUID(), at: now, person: form.elements.person.value, what: button.value,
        call: form.elements.call.value,
      });
      form.parentElement.querySelector("[data-state]").textContent = button.dataset.words;
      for (const line of list.querySelectorAll(`[data-missing-person="${form.elements.person.value}"]`)) {
        line.hidden = button.value !== "undone";
      }
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
