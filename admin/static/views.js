"use strict";
/* How many tickets each saved view finds, asked for once the page stands. */
const row = document.querySelector("[data-counts]");

async function count() {
  try {
    const answer = await fetch(row.dataset.counts, { redirect: "manual", headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    for (const [key, number] of Object.entries(await answer.json())) {
      const place = row.querySelector(`[data-view="${key}"]`);
      if (place) { place.textContent = number; place.hidden = false; }
    }
  } catch { /* the names are enough */ }
}

count();
const open = row.querySelector("[aria-current]");
if (open) row.scrollLeft = open.offsetLeft - row.offsetLeft - 24;
