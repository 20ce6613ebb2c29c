"use strict";
/* Looks for new lines of the talk that is open, and stops when the bot has the chat again. */
const box = document.getElementById("percakapan");
const scroll = () => { box.scrollTop = box.scrollHeight; };

/* Only what is new or has changed is touched, so that a screen reader tells only that. */
function show(fresh) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const next = document.createElement("ol");
  next.innerHTML = fresh;
  const lines = [...next.children];
  lines.forEach((line, place) => {
    const old = box.children[place];
    if (!old) box.append(line);
    else if (old.outerHTML !== line.outerHTML) old.replaceWith(line);
  });
  while (box.children.length > lines.length) box.lastElementChild.remove();
  if (atEnd) scroll();
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(box.dataset.address, { redirect: "manual", headers: { Accept: "text/html" } });
      if (answer.status === 404 || answer.type === "opaqueredirect") { location.reload(); return; }
      if (answer.ok) show(await answer.text());
    } catch { /* the network is away: the next look may find it */ }
  }
  setTimeout(look, 3000);
}

scroll();
setTimeout(look, 3000);
