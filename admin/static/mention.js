"use strict";
/* After an @ in a note: the colleagues who may see this ticket, to be chosen with the arrows and Enter, or by a tap. */
const NAME = /(?:^|[^\w@./])@([\p{L}\d.-]*)$/u;

for (const field of document.querySelectorAll("textarea[data-mention]")) {
  const list = document.createElement("ul");
  list.id = field.id + "-rekan";
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Rekan yang bisa diberi tahu");
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  let at = -1, asked = null, waiting;

  const begun = () => NAME.exec(field.value.slice(0, field.selectionStart));
  const mark = (place) => {
    at = place;
    [...list.children].forEach((row, nth) => row.setAttribute("aria-selected", String(nth === place)));
    if (list.children[place]) field.setAttribute("aria-activedescendant", list.children[place].id);
    else field.removeAttribute("aria-activedescendant");
  };
  const shut = () => { list.hidden = true; list.replaceChildren(); asked = null; mark(-1); };

  function choose(row) {
    const found = begun();
    if (!found) { shut(); return; }
    const end = field.selectionStart;
    field.setRangeText(row.dataset.handle + " ", end - found[1].length, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    shut();
    field.focus();
  }

  function show(people) {
    list.replaceChildren(...people.map((person, nth) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${nth}`;
      row.dataset.handle = person.handle;
      row.setAttribute("role", "option");
      row.append(person.name, Object.assign(document.createElement("small"), { textContent: `@${person.handle} · ${person.roles}` }));
      return row;
    }));
    list.hidden = people.length === 0;
    mark(people.length ? 0 : -1);
  }

  async function look() {
    const found = begun();
    if (!found) { shut(); return; }
    if (found[1] === asked) return;
    asked = found[1];
    try {
      const answer = await fetch(field.dataset.mention + "?q=" + encodeURIComponent(asked), { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok && begun()?.[1] === asked) show(await answer.json());
    } catch { /* the network is away: a name can be typed out */ }
  }

  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 150); });
  field.addEventListener("blur", () => setTimeout(shut, 200));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (row) choose(row);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const many = list.children.length;
    if (event.key === "ArrowDown") mark((at + 1) % many);
    else if (event.key === "ArrowUp") mark((at + many - 1) % many);
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[at]);
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
  });
}
