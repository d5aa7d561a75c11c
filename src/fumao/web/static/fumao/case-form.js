// A case's form: fields show and hide as the server says, tables grow, and it says when all is saved.
(() => {
  const form = document.getElementById("case-form");
  if (!form) return;
  const settle = () => {
    const answer = document.getElementById("answer");
    const shown = new Set((answer.dataset.visible ?? "").split(" "));
    for (const box of form.querySelectorAll("[data-field]")) box.hidden = !shown.has(box.dataset.field);
    const saved = document.getElementById("saved");
    if (answer.dataset.saved) saved.textContent = answer.dataset.saved;
  };
  // The answer is put in the place of the old one: what stands around it sees that, however it came.
  new MutationObserver(settle).observe(document.getElementById("answer").parentElement, {childList: true});
  const grow = table => {
    const body = table.tBodies[0], last = body.rows[body.rows.length - 1], row = last.cloneNode(true);
    for (const input of row.querySelectorAll("[name]")) {
      input.name = input.name.replace(/\.(\d+)\./, (_m, n) => `.${Number(n) + 1}.`);
      input.value = "";
    }
    body.append(row);
    row.querySelector("[name]").focus();
  };
  for (const button of form.querySelectorAll("[data-add-row]")) {
    button.hidden = false;
    button.addEventListener("click", () => grow(button.closest("fieldset").querySelector("[data-rows]")));
  }
  document.getElementById("faults")?.focus();
})();
