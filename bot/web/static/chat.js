"use strict";
// The page of the web chat: shows what was said, sends what is typed, tapped and attached, and asks for news.
(() => {
  const log = document.getElementById("pesan");
  const main = document.querySelector("main");
  const typing = document.getElementById("mengetik");
  const state = document.getElementById("kabar");
  const form = document.getElementById("formulir");
  const box = document.getElementById("tulis");
  const picker = document.getElementById("berkas");
  const chips = document.getElementById("lampiran");
  const csrf = document.querySelector("meta[name=csrf-token]");
  const embedded = !csrf, base = embedded ? "/embed" : "/chat", KEPT = "pendopo.session";
  const FAST = 250, SLOW = 2000, HIDDEN = 10000, LONGEST = 5000, FAST_FOR = 5000, MAX_FILE = 20 * 1024 * 1024;
  let cursor = "0.0", lastSent = 0, timer = 0, asking = false, missed = 0, files = [];
  const waiting = new Map(), shown = new Set();

  const uuid = () => crypto.randomUUID ? crypto.randomUUID() :
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, c =>
      (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
  const atEnd = () => main.scrollHeight - main.scrollTop - main.clientHeight < 120;
  const toEnd = () => { main.scrollTop = main.scrollHeight; };
  // What is wrong stands under the last line: who reads the end of the talk has to see it without scrolling.
  const tell = sentence => { const follow = atEnd(); state.textContent = sentence; if (follow) { toEnd(); } };
  const clock = iso => new Date(iso).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });

  function withLinks(parent, text) {
    for (const piece of text.split(/(https?:\/\/[^\s]+)/g)) {
      if (/^https?:\/\//.test(piece)) {
        const link = document.createElement("a");
        link.href = piece; link.textContent = piece; link.rel = "noopener noreferrer"; link.target = "_blank";
        parent.append(link);
      } else { withNumbers(parent, piece); }
    }
  }

  function withNumbers(parent, text) {
    for (const piece of text.split(/\b([A-Z]{3}-\d{2}-\d{5,6}-[0-9A-Z])\b/)) {
      if (/^[A-Z]{3}-\d{2}-\d{5,6}-[0-9A-Z]$/.test(piece)) {
        const number = document.createElement("strong");
        number.textContent = piece;
        parent.append(number);
      } else { parent.append(piece); }
    }
  }

  function bubble(message) {
    const element = document.createElement("div");
    element.className = "bubble " + (message.mine ? "mine" : "theirs");
    const who = document.createElement("span");
    who.className = "hidden"; who.textContent = message.mine ? "Anda: " : "Kantor: ";
    element.append(who);
    withLinks(element, message.text);
    for (const file of message.files || []) { element.append((element.textContent ? "\n" : "") + "📎 " + file); }
    if (message.file) { element.append(attached(message.file)); }
    const time = document.createElement("time");
    time.dateTime = message.at; time.textContent = clock(message.at);
    element.append(time);
    return element;
  }

  // A picture is shown with its words for who cannot see it; anything else is a link to keep. In another site's frame
  // the session travels in a header, which an address alone does not carry: there the bytes are fetched first.
  const size = bytes => bytes < 1024 * 1024 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1).replace(".", ",") + " MB";
  function attached(file) {
    const link = document.createElement("a"), address = base + "/files/" + file.path;
    link.className = "attached";
    const words = document.createElement("span");
    words.textContent = "⬇ " + file.name + " (" + size(file.size) + ")";
    let picture = null;
    if (file.shown) {
      picture = document.createElement("img");
      picture.alt = file.alt || file.name; picture.decoding = "async";
      link.append(picture);
    }
    link.append(words);
    link.download = file.name;
    if (!embedded) {
      link.href = address;
      if (picture) { picture.src = address; }
      return link;
    }
    const bytes = async () => {
      const answer = await fetch(address, { headers: await proof() });
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return URL.createObjectURL(await answer.blob());
    };
    const gone = () => { tell("Berkas belum bisa diambil. Coba lagi sebentar."); };
    if (picture) { bytes().then(own => { picture.src = own; link.href = own; }).catch(gone); return link; }
    link.href = "#";
    link.addEventListener("click", async event => {
      if (link.href.startsWith("blob:")) { return; }
      event.preventDefault();
      try { link.href = await bytes(); link.click(); } catch (error) { gone(); }
    });
    return link;
  }

  function choices(options) {
    const row = document.createElement("div");
    row.className = "choices"; row.setAttribute("role", "group"); row.setAttribute("aria-label", "Pilihan jawaban");
    for (const [id, label] of options) {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = label;
      button.addEventListener("click", () => {
        row.classList.add("used"); button.classList.add("chosen");
        send({ button: id, label }, label);
        box.focus({ preventScroll: true });
      });
      row.append(button);
    }
    return row;
  }

  function show(messages) {
    if (!messages.length) { return; }
    const follow = atEnd();
    for (const message of messages.filter(message => !shown.has(message.id))) {
      shown.add(message.id);
      if (message.mine) { settle(message); }
      log.querySelectorAll(".choices:not(.used)").forEach(old => old.classList.add("used"));
      const element = bubble(message);
      if (follow) { element.querySelectorAll("img").forEach(picture => picture.addEventListener("load", toEnd)); }
      log.append(element);
      if (message.options && message.options.length) { log.append(choices(message.options)); }
    }
    document.getElementById("awal").querySelector(".start").hidden = true;
    if (follow) { toEnd(); }
  }

  function settle(message) {
    const ghost = waiting.get(message.key);
    if (ghost) { ghost.remove(); waiting.delete(message.key); }
  }

  // In another site's frame there is no cookie: the session travels in a header. The frame keeps it, or, where a
  // browser lets frames keep nothing, the page around it does: only websites the office has listed may be around.
  let obtained = null;
  function keep(value) {
    try { localStorage.setItem(KEPT, value); } catch (error) { parent.postMessage({ pendopo: "keep", value }, "*"); }
  }
  function kept() {
    try { return Promise.resolve(localStorage.getItem(KEPT)); } catch (error) { /* the page around may know */ }
    return new Promise(resolve => {
      const hear = event => {
        if (event.source === parent && event.data && event.data.pendopo === "session") { resolve(event.data.value); }
      };
      addEventListener("message", hear);
      setTimeout(() => { removeEventListener("message", hear); resolve(null); }, 1500);
      parent.postMessage({ pendopo: "ask" }, "*");
    });
  }
  async function obtain() {
    const known = await kept();
    if (known) { return known; }
    const answer = await fetch(base + "/session", { method: "POST" });
    if (!answer.ok) { throw new Error(String(answer.status)); }
    const fresh = (await answer.json()).session;
    keep(fresh);
    return fresh;
  }
  async function proof() {
    if (!embedded) { return { "X-CSRFToken": csrf.content }; }
    obtained = obtained || obtain().catch(error => { obtained = null; throw error; });
    return { Authorization: "Bearer " + await obtained };
  }
  function startAnew() {
    if (embedded) { keep(""); }
    location.reload();
  }

  async function ask() {
    if (asking) { return; }
    asking = true;
    try {
      const answer = await fetch(base + "/messages?after=" + cursor, { cache: "no-store", headers: await proof() });
      if (answer.status === 401) { startAnew(); return; }
      if (!answer.ok) { throw new Error(String(answer.status)); }
      const news = await answer.json();
      cursor = news.cursor; missed = 0;
      show(news.messages);
      typing.hidden = !news.typing;
      if (news.typing && atEnd()) { toEnd(); }
      if (!waiting.size) { state.textContent = ""; }
    } catch (error) {
      missed += 1; typing.hidden = true;
      tell("Sambungan terputus. Pesan Anda tidak hilang, kami coba lagi …");
    } finally {
      asking = false;
      plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    const fresh = Date.now() - lastSent < FAST_FOR || waiting.size || !typing.hidden;
    // Without a connection a phone that asks four times a second only warms up.
    const patience = missed ? Math.min(FAST * 2 ** missed, LONGEST) : fresh ? FAST : SLOW;
    timer = setTimeout(ask, document.hidden ? HIDDEN : patience);
  }

  async function post(address, body, headers) {
    const go = async () => fetch(address, { method: "POST", body, headers: { ...headers, ...await proof() } });
    let answer = await go();
    if (!embedded && answer.status === 400 && (await answer.clone().json().catch(() => ({}))).error === "csrf") {
      const page = await (await fetch("/", { cache: "no-store" })).text();
      csrf.content = new DOMParser().parseFromString(page, "text/html").querySelector("meta[name=csrf-token]").content;
      answer = await go();
    }
    return answer;
  }

  function send(message, label, upload) {
    const id = uuid();
    const ghost = bubble({ mine: true, text: label, at: new Date().toISOString() });
    ghost.classList.add("waiting");
    log.append(ghost); waiting.set(id, ghost); toEnd();
    lastSent = Date.now(); typing.hidden = false;
    deliver(id, ghost, message, upload, 0);
  }

  async function deliver(id, ghost, message, upload, tries) {
    try {
      let answer;
      if (upload) {
        const data = new FormData();
        data.append("id", id); data.append("text", message.text || "");
        upload.forEach(file => data.append("files", file));
        answer = await post(base + "/files", data, {});
      } else {
        answer = await post(base + "/messages", JSON.stringify({ id, ...message }), { "Content-Type": "application/json" });
      }
      if (answer.status === 401) { startAnew(); return; }
      if (answer.status === 413) { fail(id, ghost, "Berkas terlalu besar. Paling besar 20 MB, kirim yang lebih kecil."); return; }
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        fail(id, ghost, "Pesan tidak bisa dikirim. Muat ulang halaman, lalu coba lagi."); return;
      }
      if (!answer.ok) { throw new Error(String(answer.status)); }
      ghost.classList.remove("waiting");
      lastSent = Date.now();
      ask();
    } catch (error) {
      typing.hidden = true;
      tell("Sambungan terputus. Pesan Anda kami kirim lagi begitu tersambung …");
      setTimeout(() => deliver(id, ghost, message, upload, tries + 1), Math.min(1000 * 2 ** tries, 15000));
    }
  }

  function fail(id, ghost, sentence) {
    waiting.delete(id); ghost.classList.remove("waiting"); ghost.classList.add("failed");
    typing.hidden = true; tell(sentence);
  }

  function listFiles() {
    chips.replaceChildren(...files.map((file, index) => {
      const item = document.createElement("li"), name = document.createElement("span"), off = document.createElement("button");
      name.textContent = file.name; off.type = "button"; off.textContent = "✕";
      off.setAttribute("aria-label", "Batalkan berkas " + file.name);
      off.addEventListener("click", () => { files.splice(index, 1); listFiles(); });
      item.append(name, off);
      return item;
    }));
  }

  form.addEventListener("submit", event => {
    event.preventDefault();
    const text = box.value.trim();
    if (files.length) {
      const upload = files; files = []; listFiles();
      send({ text }, [text, ...upload.map(file => "📎 " + file.name)].filter(Boolean).join("\n"), upload);
    } else if (text) { send({ text }, text); } else { return; }
    box.value = ""; grow();
  });
  box.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  const grow = () => { box.style.height = "auto"; box.style.height = Math.min(box.scrollHeight + 3, innerHeight * .4) + "px"; };
  box.addEventListener("input", grow);
  document.getElementById("lampirkan").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    for (const file of picker.files) {
      if (file.size > MAX_FILE) { tell(file.name + " lebih dari 20 MB, kirim yang lebih kecil."); }
      else if (!file.size) { tell(file.name + " kosong. Periksa berkasnya, lalu pilih lagi."); }
      else if (files.length < 10) { files.push(file); }
    }
    picker.value = ""; listFiles(); box.focus();
  });
  document.getElementById("lokasi").addEventListener("click", () => {
    if (!navigator.geolocation) { tell("Peramban ini tidak bisa membaca lokasi. Tulis saja lokasinya."); return; }
    navigator.geolocation.getCurrentPosition(
      here => send({ latitude: here.coords.latitude, longitude: here.coords.longitude }, "📍"),
      () => { tell("Lokasi tidak diizinkan. Tulis saja lokasinya, misalnya nama jalan atau desa."); },
      { timeout: 10000 });
  });
  // The way to another device: a code for its camera, and the address to send to oneself.
  function moveCard(link, code) {
    const card = document.createElement("section"), words = document.createElement("p"), picture = document.createElement("img");
    const address = document.createElement("input"), copy = document.createElement("button");
    card.id = "kartu-pindah"; card.className = "carry"; card.setAttribute("aria-label", "Pindah perangkat");
    words.textContent = "Lanjutkan di perangkat lain: pindai kode ini dengan kameranya, atau salin tautannya. Berlaku sehari; jangan bagikan kepada siapa pun.";
    picture.src = code; picture.alt = "Kode untuk dipindai perangkat lain"; picture.width = picture.height = 176;
    address.value = link; address.readOnly = true; address.setAttribute("aria-label", "Tautan untuk perangkat lain");
    address.addEventListener("focus", () => address.select());
    copy.type = "button"; copy.textContent = "Salin tautan";
    copy.addEventListener("click", async () => {
      address.select();
      try { await navigator.clipboard.writeText(link); copy.textContent = "Tersalin"; }
      catch (error) { copy.textContent = "Tekan tahan tautannya, lalu salin"; }
    });
    card.append(words, picture, address, copy);
    return card;
  }
  const move = document.getElementById("pindah");
  if (move) {
    move.addEventListener("click", async () => {
      try {
        const answer = await post(base + "/link", "", {});
        if (!answer.ok) { throw new Error(String(answer.status)); }
        const { link, code } = await answer.json();
        document.getElementById("kartu-pindah")?.remove();
        log.append(moveCard(link, code)); toEnd();
      } catch (error) { tell("Tautan belum bisa dibuat. Coba lagi sebentar."); }
    });
  }
  document.querySelectorAll("[data-say]").forEach(button =>
    button.addEventListener("click", () => send({ text: button.dataset.say }, button.textContent)));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { ask(); } });
  addEventListener("online", ask);
  // Nothing can be typed or tapped before it would be heard.
  document.querySelectorAll(":disabled").forEach(control => { control.disabled = false; });
  ask();
})();
