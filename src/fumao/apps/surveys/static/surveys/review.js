// The return of a report: the cells chosen in the figures are named beside the form, and a template fills the words.
(() => {
  const form = document.getElementById("return");
  if (!form) return;
  const picked = document.getElementById("picked");
  const boxes = () => [...document.querySelectorAll('input[name="cell"][form="return"]')];
  const name = box => {
    const cell = box.closest("td");
    const head = cell?.closest("table.lines")?.tHead.rows[0].cells[cell.cellIndex];
    return head ? `${box.dataset.cell} ${[...head.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent.trim()).join("")}` : box.dataset.cell;
  };
  const say = () => {
    const chosen = boxes().filter(box => box.checked).map(name);
    picked.textContent = chosen.join("、") || picked.dataset.none;
    picked.classList.toggle("muted", !chosen.length);
  };
  document.addEventListener("change", e => { if (e.target.name === "cell") say(); });
  const template = form.elements.template, words = form.elements.words;
  template.addEventListener("change", () => { if (template.value) { words.value = template.value; words.focus(); } });
  say();
})();
