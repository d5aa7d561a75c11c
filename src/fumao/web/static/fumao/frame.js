// What the frame adds to pages that already work: failed requests, lost connections, keys, closing menus.
(() => {
  const words = id => document.getElementById(id).content.textContent.trim();
  const toast = text => {
    const box = document.getElementById("t-toast").content.firstElementChild.cloneNode(true);
    box.querySelector(".x").textContent = text;
    box.querySelector("[data-close]").addEventListener("click", () => box.remove());
    document.getElementById("toasts").append(box);
    setTimeout(() => box.matches(":hover, :focus-within") || box.remove(), 8000);
  };

  // A failed request changes nothing on the page, so the draft stays; it only says so.
  document.addEventListener("htmx:responseError", e => toast(words([401, 403].includes(e.detail.xhr.status) ? "t-refused" : "t-failed")));
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => toast(words("t-failed")));
  document.addEventListener("toast", e => toast(e.detail.value));  // the server's HX-Trigger header

  const offline = document.getElementById("offline");
  const connection = () => { offline.hidden = navigator.onLine; };
  addEventListener("online", connection);
  addEventListener("offline", connection);
  connection();

  const typing = e => e.target.closest("input, textarea, select, [contenteditable]") || e.ctrlKey || e.metaKey || e.altKey || e.isComposing;
  // data-key="j" on a link, button or field: that key clicks or focuses it, if it can be seen.
  const press = key => {
    for (const target of document.querySelectorAll(`[data-key="${CSS.escape(key.toLowerCase())}"]`)) {
      if (target.disabled || !target.getClientRects().length) continue;
      if (target.matches("input, textarea, select")) { target.focus(); target.select?.(); } else target.click();
      return true;
    }
    return false;
  };
  // While a part with keys is being replaced, keys wait for the new part: the old one would answer for the wrong item.
  const coming = new Set();
  let held = [];
  document.addEventListener("htmx:beforeSend", e => { if (e.detail.target?.querySelector?.("[data-key]")) coming.add(e.detail.xhr); });
  document.addEventListener("htmx:afterRequest", e => {
    if (!coming.delete(e.detail.xhr)) return;
    // Refused, or a field has the focus now: what was typed for a list of items is not meant for it.
    if (!e.detail.successful || typing({target: document.activeElement})) held = [];
    while (held.length && !coming.size) press(held.shift());
  });
  document.addEventListener("keydown", e => {
    if (e.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open], details.cols[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    if (typing(e)) return;
    if (coming.size) { if (e.key.length === 1 && !e.repeat) held.push(e.key); } else if (press(e.key)) e.preventDefault();
  });
  document.addEventListener("click", e => {
    for (const menu of document.querySelectorAll("details.menu[open], details.cols[open]")) if (!menu.contains(e.target)) menu.open = false;
  });

  // data-select-all="name" ticks the named boxes; .bulk [data-count] says how many are ticked.
  const count = name => {
    const boxes = [...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)];
    const ticked = boxes.filter(b => b.checked).length;
    for (const b of boxes) b.closest("tr")?.setAttribute("aria-selected", b.checked);
    for (const out of document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`)) out.textContent = ticked;
    for (const all of document.querySelectorAll(`[data-select-all="${CSS.escape(name)}"]`)) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  };
  document.addEventListener("change", e => {
    const all = e.target.dataset.selectAll;
    if (all) {
      for (const b of document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(all)}"]`)) b.checked = e.target.checked;
      count(all);
    } else if (e.target.type === "checkbox" && document.querySelector(`[data-select-all="${CSS.escape(e.target.name)}"]`)) count(e.target.name);
    // A filter form with data-auto sends itself; its button stays for those without scripts.
    else if (e.target.form?.hasAttribute("data-auto") && e.target.matches("select, [type=checkbox], [type=radio]")) e.target.form.requestSubmit();
  });

  // data-print prints, data-confirm asks before a form is sent.
  document.addEventListener("click", e => { if (e.target.closest("[data-print]")) { e.preventDefault(); print(); } });
  document.addEventListener("submit", e => {
    const question = (e.submitter?.dataset.confirm) ?? e.target.dataset.confirm;
    if (question && !confirm(question)) e.preventDefault();
  });
  document.documentElement.classList.add("js");
})();
