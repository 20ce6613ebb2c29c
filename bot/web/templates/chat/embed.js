"use strict";
// Puts the office's chat into a page of its website: one button, one frame. Nothing of the page is read.
(() => {
  if (document.getElementById("pendopo-chat")) { return; }
  const address = {{ address|tojson }};
  const button = document.createElement("button"), frame = document.createElement("iframe");
  const shared = { position: "fixed", right: "16px", zIndex: "2147483000", border: "0" };
  button.id = "pendopo-chat"; button.type = "button";
  button.setAttribute("aria-expanded", "false"); button.setAttribute("aria-controls", "pendopo-frame");
  Object.assign(button.style, shared, {
    bottom: "16px", padding: "14px 20px", borderRadius: "28px", font: "600 16px/1.2 system-ui, sans-serif",
    color: "#fff", background: "#0b5c4a", cursor: "pointer", boxShadow: "0 4px 16px rgba(0,0,0,.25)",
  });
  frame.id = "pendopo-frame"; frame.title = "Layanan warga"; frame.allow = "geolocation"; frame.hidden = true;
  Object.assign(frame.style, shared, {
    bottom: "80px", width: "min(400px, calc(100vw - 32px))", height: "min(640px, calc(100vh - 110px))",
    borderRadius: "16px", background: "#fff", boxShadow: "0 8px 32px rgba(0,0,0,.3)", colorScheme: "normal",
  });
  const label = () => { button.textContent = frame.hidden ? "Tanya atau lapor" : "Tutup"; };
  button.addEventListener("click", () => {
    if (!frame.src) { frame.src = address; }
    frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    label();
    if (!frame.hidden) { frame.focus(); }
  });
  // Where a browser lets a frame keep nothing, this page keeps the talk's session for it.
  addEventListener("message", event => {
    if (event.source !== frame.contentWindow || event.origin !== new URL(address).origin || !event.data) { return; }
    try {
      if (event.data.pendopo === "keep") { localStorage.setItem("pendopo.session", String(event.data.value)); }
      if (event.data.pendopo === "ask") {
        event.source.postMessage({ pendopo: "session", value: localStorage.getItem("pendopo.session") }, event.origin);
      }
    } catch (error) { /* then the talk lasts as long as the page */ }
  });
  addEventListener("keydown", event => { if (event.key === "Escape" && !frame.hidden) { button.click(); button.focus(); } });
  label();
  document.body.append(frame, button);
})();
