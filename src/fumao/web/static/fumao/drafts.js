// Forms with data-draft="key" keep what was typed in localStorage until the server has taken it.
(() => {
  const place = form => `draft:${form.dataset.draft}`;
  const fields = form => [...form.elements].filter(f => f.name && !["password", "file", "hidden", "submit", "button"].includes(f.type));
  const read = form => JSON.stringify(fields(form).map(f => [f.name, ["checkbox", "radio"].includes(f.type) ? f.checked : f.value]));
  const dirty = new Set();

  const restore = (form, kept) => {
    const values = JSON.parse(kept);
    fields(form).forEach((f, i) => {
      if (!values[i] || values[i][0] !== f.name) return;
      if (["checkbox", "radio"].includes(f.type)) f.checked = values[i][1]; else f.value = values[i][1];
    });
  };
  const forget = form => { localStorage.removeItem(place(form)); dirty.delete(form); };

  const watch = form => {
    if (form.watched) return;
    form.watched = true;
    const fresh = read(form);
    const sent = sessionStorage.getItem(place(form));
    sessionStorage.removeItem(place(form));
    // Sent, and the page came back without a complaint: the server has it.
    if (sent && !form.querySelector(".form-error")) localStorage.removeItem(place(form));
    const kept = localStorage.getItem(place(form));
    if (kept && kept !== fresh) {
      restore(form, kept);
      dirty.add(form);
      const note = document.getElementById("t-draft").content.firstElementChild.cloneNode(true);
      note.querySelector("[data-discard]").addEventListener("click", () => { restore(form, fresh); forget(form); note.remove(); });
      form.prepend(note);
    }
    form.addEventListener("input", () => {
      const now = read(form);
      if (now === fresh) forget(form); else { localStorage.setItem(place(form), now); dirty.add(form); }
    });
    form.addEventListener("submit", () => { sessionStorage.setItem(place(form), "sent"); dirty.delete(form); });
    form.addEventListener("htmx:afterRequest", e => { if (e.detail.successful) { sessionStorage.removeItem(place(form)); forget(form); } else dirty.add(form); });
  };
  const scan = root => { for (const form of root.querySelectorAll("form[data-draft]")) watch(form); };
  // A form that was sent and is not on this page any more was taken, unless this is an error page.
  const settle = () => {
    if (document.querySelector(".blank h1")) return;
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("draft:") && !document.querySelector(`form[data-draft="${CSS.escape(key.slice(6))}"]`)) {
        sessionStorage.removeItem(key);
        localStorage.removeItem(key);
      }
    }
  };
  settle();
  scan(document);
  document.addEventListener("htmx:load", e => scan(e.target.parentNode ?? document));
  addEventListener("beforeunload", e => {
    for (const form of dirty) if (form.isConnected && read(form) !== "[]") { e.preventDefault(); return; }
  });
})();
