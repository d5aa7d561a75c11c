// The review of an import: the place of the current item is lit in the original, and a click there opens its item.
(() => {
  const original = document.getElementById("original");
  const pane = () => document.getElementById("pane");

  const light = moved => {
    for (const mark of original.querySelectorAll("mark.on")) mark.classList.remove("on");
    const item = pane().dataset.item;
    const marks = item ? original.querySelectorAll(`mark[data-p~="${item}"]`) : [];
    for (const mark of marks) mark.classList.add("on");
    const first = marks[0];
    if (first) {
      const box = original.getBoundingClientRect(), place = first.getBoundingClientRect();
      if (place.top < box.top + 40 || place.bottom > box.bottom - 40) original.scrollTop += place.top - box.top - box.height / 3;
    }
    if (!moved) return;
    const form = document.querySelector("#pane form.prop.on, #pane #edit");
    const target = form ? form.querySelector("[aria-invalid=true], input:not([type=hidden]), select, textarea") : document.querySelector("#current [tabindex='-1']");
    target?.focus({preventScroll: true});
    document.querySelector("#pane .prop.on")?.scrollIntoView({block: matchMedia("(min-width: 1024px)").matches ? "center" : "start"});
  };

  original.addEventListener("click", e => {
    const mark = e.target.closest("mark");
    if (!mark) return;
    const item = mark.dataset.p.split(" ")[0];
    if (item < 0) { document.getElementById("facts").scrollIntoView({block: "start"}); return; }  // of the document itself
    const link = pane().querySelector(`a[data-item="${item}"]`);
    if (link) link.click();
    else if (pane().dataset.item !== item) htmx.ajax("GET", `${pane().dataset.base}?item=${item}`, {target: "#pane", swap: "outerHTML show:none"});
  });
  document.addEventListener("htmx:afterSwap", e => { if (e.detail.target.id === "pane" || e.target.id === "pane") light(true); });
  light(false);
})();
