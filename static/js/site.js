/* Small helps. Every page works without them; what only works with them is `hidden` until they are here. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  // Appearance: as on the device, light or dark; remembered on this device only.
  for (const group of all("[data-theme-switch]")) {
    const chosen = root.dataset.theme || "";
    for (const input of group.querySelectorAll("input")) input.checked = input.value === chosen;
    group.addEventListener("change", ({ target }) => {
      if (target.value) root.dataset.theme = target.value;
      else delete root.dataset.theme;
      try {
        if (target.value) localStorage.setItem("theme", target.value);
        else localStorage.removeItem("theme");
      } catch { /* storage is off: for this page only */ }
    });
    group.hidden = false;
  }

  // An error summary takes the focus, so that it is read out and Tab goes on from it.
  document.querySelector("[data-focus]")?.focus();

  // "Are you sure?": the link or button leads to a page that asks; here it is asked on the spot.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.showModal();
  });

  // A second press while a form is on its way is not a second form.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.submitter?.formMethod === "dialog") return;
    if (form.dataset.sent) event.preventDefault();
    else if (!event.defaultPrevented) form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Copies the value of a field: <button data-copy="id-of-field" data-copied="Copied" hidden>.
  for (const button of all("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    if (!field || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
      button.textContent = button.dataset.copied;
    });
  }

  // "in 3 days": <span data-countdown="2026-11-12T18:00:00+02:00">in 3 days</span>. Past times are hidden. The words of
  // the page stay until they change: to make a formatter takes a phone a good part of a second.
  let formatter;
  const relative = (count, unit) => {
    formatter ??= new Intl.RelativeTimeFormat(root.lang || undefined, { numeric: "always" });
    return formatter.format(count, unit);
  };
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const countDown = () => {
    for (const span of all("[data-countdown]")) {
      const seconds = (Date.parse(span.dataset.countdown) - Date.now()) / 1000;
      span.hidden = !(seconds > 0);
      if (span.hidden) continue;
      const [unit, size] = units.find(([, length]) => seconds >= 2 * length) || units[2];
      const count = Math.max(1, Math.floor(seconds / size));
      const said = `${count} ${unit}`;
      if (span.dataset.said !== said && (span.dataset.said || !span.textContent)) span.textContent = relative(count, unit);
      span.dataset.said = said;
    }
  };

  // The timetable: what is on now, and which day is on the screen.
  const markNow = () => {
    for (const table of all(".timetable[data-now]")) {
      for (const slot of table.querySelectorAll("[data-start][data-end]")) {
        const now = Date.now();
        const on = Date.parse(slot.dataset.start) <= now && now < Date.parse(slot.dataset.end);
        if (on === slot.classList.contains("is-now")) continue;
        slot.classList.toggle("is-now", on);
        slot.querySelector(".timetable-now")?.remove();
        if (!on) continue;
        const word = document.createElement("span");
        word.className = "timetable-now";
        word.textContent = table.dataset.now;
        slot.querySelector(".timetable-time")?.append(word);
      }
    }
  };
  const links = [...all(".timetable-switch a")];
  if (links.length && "IntersectionObserver" in window) {
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          for (const link of links) {
            if (link.hash === `#${target.id}`) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
          }
        }
      },
      { rootMargin: "-25% 0px -70% 0px" },
    );
    for (const link of links) {
      const day = document.getElementById(link.hash.slice(1));
      if (day) watch.observe(day);
    }
  }
  // Where an applicant comes from: a country only from elsewhere; under a finger the list closes around what is chosen.
  for (const origin of all("[data-origin]")) {
    const elsewhere = origin.querySelector("[name=origin][value=elsewhere]");
    const ask = () => { origin.querySelector("[data-elsewhere]").hidden = !elsewhere.checked; };
    origin.addEventListener("change", ({ target }) => {
      ask();
      if (target.name !== "community" || !matchMedia("(pointer: coarse)").matches) return;
      for (const line of target.closest("#community-choices").children) {
        line.hidden = !line.hasAttribute("data-closed") && !line.contains(target);
      }
    });
    ask();
  }

  // A part that renews itself has just come, or could not: without a network the page says so.
  document.addEventListener("htmx:afterSwap", countDown);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    for (const note of all("[data-offline]")) note.hidden = detail.xhr.status !== 0;
  });
  // What is asked for after the page: <div data-late="address">. Each part that comes takes the place of its namesake.
  for (const part of all("[data-late]")) {
    fetch(part.dataset.late, { headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => {
        const { body } = new DOMParser().parseFromString(text, "text/html");
        for (const fresh of [...body.children]) document.getElementById(fresh.id)?.replaceWith(fresh);
        countDown();
      })
      .catch(() => { /* without a network the page stays as it came */ });
  }
  countDown();
  markNow();
  setInterval(() => { countDown(); markNow(); }, 60000);
})();
