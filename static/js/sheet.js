/* The sheet of a session on a phone: how many are marked is counted as one presses, and a name is looked for by typing. */
(() => {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const people = [...sheet.querySelectorAll("[data-person]")];
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const count = () => {
    const numbers = { present: 0, absent: 0, "": 0 };
    for (const person of people) numbers[person.querySelector("input:checked")?.value ?? ""] += 1;
    for (const part of sheet.querySelectorAll("[data-count]")) part.textContent = numbers[part.dataset.count];
  };
  sheet.addEventListener("change", count);
  addEventListener("pageshow", count); // going back brings marks that were not saved

  const search = sheet.querySelector("[data-search]");
  const names = people.map((person) => folded(person.querySelector("[data-name]").textContent));
  const look = () => {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    people.forEach((person, at) => { person.hidden = !words.every((word) => names[at].includes(word)); });
    sheet.querySelector("[data-nobody]").hidden = people.some((person) => !person.hidden);
  };
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the sheet
  });
  search.closest("[hidden]").hidden = false;
})();
