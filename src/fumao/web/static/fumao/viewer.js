// A link with data-view opens its file in a dialog; without this script it is a page of its own. Pages turn by htmx.
(() => {
  if (!window.HTMLDialogElement) return;
  let from = null;
  const make = () => {
    const box = Object.assign(document.createElement("dialog"), {id: "viewer", className: "viewer"});
    box.setAttribute("aria-labelledby", "viewer-name");
    box.append(Object.assign(document.createElement("div"), {className: "viewer-box"}));
    box.addEventListener("click", e => { if (e.target === box || e.target.closest("[data-close-viewer]")) box.close(); });
    box.addEventListener("close", () => { box.firstElementChild.replaceChildren(); from?.focus(); });
    document.body.append(box);
    return box;
  };
  document.addEventListener("click", e => {
    const link = e.target.closest("a[data-view]");
    if (!link || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    from = link;
    const box = document.getElementById("viewer") ?? make();
    htmx.ajax("GET", link.href, {target: box.firstElementChild, swap: "innerHTML"});
  });
  // It opens once there is something to see: a refusal is said on the page, which a dialog would cover.
  document.addEventListener("htmx:afterSwap", e => {
    const box = document.getElementById("viewer");
    if (box?.firstElementChild === e.detail.target && !box.open) box.showModal();
  });
})();
