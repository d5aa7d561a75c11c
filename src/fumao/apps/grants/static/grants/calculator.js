// The calculator answers as it goes: what was opened stays open, and the focus stays where it was.
(() => {
  const body = document.getElementById("calc-body");
  let opened = new Map(), focused = "";
  document.addEventListener("htmx:beforeSwap", e => {
    if (e.detail.target !== body) return;
    opened = new Map([...body.querySelectorAll("details[id]")].map(one => [one.id, one.open]));
    focused = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSwap", e => {
    if (e.detail.target !== body) return;
    for (const one of body.querySelectorAll("details[id]")) if (opened.has(one.id)) one.open = opened.get(one.id);
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({preventScroll: true});
  });
  // A question asked for from a result comes into view: go there.
  let wanted = "";
  document.addEventListener("htmx:beforeRequest", e => {
    const by = e.detail.requestConfig?.triggeringEvent?.submitter;
    wanted = by?.name === "ask" ? `q-${by.value}` : by?.name === "add" ? `add-${by.value}` : "";
  });
  const go = place => {
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView({block: "center"});
    place.querySelector("input:checked, input:not([type=hidden], [type=radio]), select, button")?.focus({preventScroll: true});
  };
  document.addEventListener("htmx:afterSettle", e => {
    if (e.detail.target !== body || !wanted) return;
    const place = document.getElementById(wanted);
    wanted = "";
    if (place?.matches("button")) [...place.closest("fieldset").querySelectorAll(".ask-row")].pop()?.querySelector("input:checked, input, select")?.focus();
    else if (place) go(place);
  });
  // A missing fact leads to its field, wherever that is folded away.
  document.addEventListener("click", e => {
    const link = e.target.closest("a.lack");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    e.preventDefault();
    go(place);
    history.replaceState(null, "", link.hash);
  });
  // Paper has no unfolding: all explanations are printed.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".ent:not(.wait) details.how:not([open]), #rest-off:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of folded) one.open = false; });
})();
