"use strict";
/* What every page of the panel does: no form is sent twice, nothing typed is lost, keys for those who want them. */

const drafts = {
  /* Whoever is at this browser next does not find what the one before them had begun. */
  prefix: (form) => "draft:" + (document.body.dataset.me || "") + ":" + new URL(form.action).pathname + ":",
  restore() {
    for (const field of document.querySelectorAll("textarea[data-draft]")) {
      const kept = sessionStorage.getItem(drafts.prefix(field.form) + field.name);
      if (!kept || field.value) continue;
      field.value = kept;
      const box = field.closest("details");
      if (box) box.open = true;
    }
  },
  keep(field) {
    const key = drafts.prefix(field.form) + field.name;
    if (field.value) sessionStorage.setItem(key, field.value);
    else sessionStorage.removeItem(key);
  },
  /* A form that was taken leaves no draft; one that ended at the login page keeps it. */
  forgetIfSent() {
    const sent = sessionStorage.getItem("sent");
    const taken = document.querySelector(".flash.success, [data-taken]");
    if (sent && taken) for (const key of Object.keys(sessionStorage)) if (key.startsWith(sent)) sessionStorage.removeItem(key);
    if (taken || document.querySelector(".door")) sessionStorage.removeItem("sent");
  },
};

/* Files that are too much together are said so before they travel. */
document.addEventListener("change", (event) => {
  const picker = event.target;
  if (!picker.matches("input[type=file][data-most]")) return;
  const size = [...picker.files].reduce((sum, file) => sum + file.size, 0);
  picker.setCustomValidity(size > Number(picker.dataset.most) ? "Lampirannya terlalu besar; bersama-sama paling banyak 20 MB." : "");
  picker.reportValidity();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-draft]")) drafts.keep(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "download" in form.dataset) return;
  const sure = event.submitter?.dataset.sure;
  if (sure && !confirm(sure)) { event.preventDefault(); return; }
  if (form.dataset.busy) { event.preventDefault(); return; }
  form.dataset.busy = "1";
  if ("leaves" in form.dataset) sessionStorage.clear();
  else sessionStorage.setItem("sent", drafts.prefix(form));
  setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    delete form.dataset.busy;
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  }
});

/* One tick for every ticket of the page; the tick that takes all pages makes the single ones needless. */
document.addEventListener("change", (event) => {
  const all = event.target;
  if (!("ticks" in all.dataset)) return;
  for (const box of document.querySelectorAll(`input[name="${all.dataset.ticks}"]`)) box.checked = all.checked;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-copy]");
  if (button) {
    const source = document.getElementById(button.dataset.copy);
    source.select();
    navigator.clipboard?.writeText(source.value);
    button.textContent = "Tersalin";
  }
  if (event.target.closest("[data-keys]")) document.getElementById("pintasan").showModal();
  for (const open of document.querySelectorAll(".who[open]")) {
    if (event.target.closest("[data-keys]") || !open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") document.querySelectorAll(".who[open]").forEach((open) => { open.open = false; });
  if (event.target.matches("input, textarea, select")) return;
  if (document.querySelector("dialog[open]")) return;
  const step = { j: 1, k: -1 }[event.key];
  const field = { "/": "#cari-semua", r: "#langkah details textarea", n: "#catatan-text" }[event.key];
  if (field) {
    const found = document.querySelector(field);
    if (!found) return;
    event.preventDefault();
    const box = found.closest("details");
    if (box) box.open = true;
    found.focus();
  } else if (event.key === "x") {
    document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click();
  } else if (event.key === "?") {
    document.getElementById("pintasan")?.showModal();
  } else if (step) {
    const titles = [...document.querySelectorAll("tbody .title")];
    const next = titles[titles.indexOf(document.activeElement) + step] || (step > 0 ? titles[0] : null);
    if (next) next.focus();
  }
});

/* On a phone the row of tabs is longer than the screen: the one that is open is brought into sight. */
const here = document.querySelector(".tabs [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 24;

/* The same for a long menu beside the page. */
const place = document.querySelector(".side [aria-current]");
const menu = place?.closest(".side > div");
if (menu) {
  const hidden = place.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
  if (hidden > 0) menu.scrollTop = hidden + menu.clientHeight / 3;
}

/* After a refusal the first field that is wrong is where one goes on. */
const wrong = document.querySelector("main [aria-invalid=true], main .wrong");
if (wrong?.matches("[aria-invalid]")) wrong.focus();
else wrong?.scrollIntoView({ block: "center" });

drafts.forgetIfSent();
drafts.restore();

/* While something is being made the page looks again by itself, after so many seconds. */
const again = document.querySelector("[data-again]");
if (again) setTimeout(() => location.reload(), Number(again.dataset.again) * 1000);
