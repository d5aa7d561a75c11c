// Forms with files: names of the files chosen, and how much of them has gone up. Without it the form still sends.
(() => {
  const size = n => n < 1e3 ? `${n} B` : n < 1e6 ? `${(n / 1e3).toFixed(1)} KB` : `${(n / 1e6).toFixed(1)} MB`;
  document.addEventListener("change", e => {
    if (!e.target.matches('input[type="file"]')) return;
    const list = e.target.closest(".field")?.querySelector("[data-chosen]");
    if (!list) return;
    list.replaceChildren(...[...e.target.files].map(f => Object.assign(document.createElement("li"), {textContent: `${f.name}　${size(f.size)}`})));
    list.hidden = !e.target.files.length;
  });
  const box = e => e.target.querySelector?.("[data-upload]");
  document.addEventListener("htmx:beforeRequest", e => {
    const has = [...e.target.querySelectorAll?.('input[type="file"]') ?? []].some(f => f.files.length);
    if (box(e) && has) box(e).hidden = false;
  });
  document.addEventListener("htmx:xhr:progress", e => {
    const up = box(e);
    if (!up || !e.detail.lengthComputable || !e.detail.total) return;
    const percent = Math.round(100 * e.detail.loaded / e.detail.total);
    up.querySelector("progress").value = percent;
    up.querySelector("[data-percent]").textContent = `${percent}%`;
  });
  document.addEventListener("htmx:afterRequest", e => { if (box(e)) box(e).hidden = true; });
})();
