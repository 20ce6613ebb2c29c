"use strict";
/* Suggests answers while a title is being typed. */
const list = document.getElementById("usul");
let waiting, asked = "";

document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-suggest]");
  if (!field || field.value.length < 2) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    if (field.value === asked) return;
    asked = field.value;
    const answer = await fetch(field.dataset.suggest + "?q=" + encodeURIComponent(asked), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    list.replaceChildren(...(await answer.json()).map((entry) => Object.assign(document.createElement("option"), { value: entry.title })));
  }, 200);
});
