"use strict";
/* Shows an answer as the chat will, with the blanks filled from the office's settings. */
const preview = document.querySelector("[data-preview]");
const source = document.getElementById(preview.dataset.preview);
const blanks = Object.entries(JSON.parse(preview.dataset.blanks));

function fill() {
  preview.textContent = blanks.reduce((text, [blank, fact]) => text.replaceAll(blank, fact), source.value) || "(kosong)";
}

source.addEventListener("input", fill);
fill();
