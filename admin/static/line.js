"use strict";
/* Looks again who waits for a person, so that nobody has to reload the page to see the next one. */
const line = document.getElementById("barisan");
let shown = "";

async function look() {
  if (!document.hidden && !line.contains(document.activeElement)) {
    try {
      const answer = await fetch(line.dataset.address, { redirect: "manual", headers: { Accept: "text/html" } });
      if (answer.type === "opaqueredirect") { location.reload(); return; }
      if (answer.ok) {
        const fresh = await answer.text();
        if (fresh !== shown) line.innerHTML = shown = fresh;
      }
    } catch { /* the network is away: the next look may find it */ }
  }
  setTimeout(look, 6000);
}

setTimeout(look, 6000);
