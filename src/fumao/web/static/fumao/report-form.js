// A report's form: a grid that is typed and pasted into like a spreadsheet, and what the checks answer put at its cells.
(() => {
  const form = document.getElementById("report-form");
  if (!form) return;
  const saved = document.getElementById("saved");
  const inputs = row => [...row.querySelectorAll("td [name]")];
  const filled = table => [...table.tBodies[0].rows].filter(row => inputs(row).some(i => i.value.trim()));
  const changed = () => form.dispatchEvent(new Event("change", {bubbles: true}));

  // Rows are numbered anew after each change, so that what is sent has no gaps or doubles.
  const number = table => [...table.tBodies[0].rows].forEach((row, n) => {
    row.querySelector("th.n").textContent = n + 1;
    for (const input of inputs(row)) input.name = input.name.replace(/\.\d+\./, `.${n}.`);
    const button = row.querySelector("[data-remove-row]");
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/\d+/, n + 1));
  });
  const blank = row => {
    for (const input of inputs(row)) { input.value = ""; input.classList.remove("bad"); }
    for (const mark of row.querySelectorAll(".form-error, .said-code")) mark.remove();
    for (const cell of row.querySelectorAll(".pinned")) cell.classList.remove("pinned");
    return row;
  };
  const grow = table => {
    const body = table.tBodies[0], row = blank(body.rows[body.rows.length - 1].cloneNode(true));
    body.append(row);
    number(table);
    return row;
  };

  // Exact sums of decimal texts: whole numbers of the smallest place used, never binary fractions.
  const sum = texts => {
    const told = texts.map(t => t.replace(/[,，\s]/g, "")).filter(t => /^-?\d+(\.\d+)?$/.test(t));
    const places = Math.max(0, ...told.map(t => (t.split(".")[1] ?? "").length));
    const total = told.reduce((all, t) => {
      const [whole, part = ""] = t.split(".");
      return all + BigInt(whole + part.padEnd(places, "0"));
    }, 0n);
    const sign = total < 0n ? "-" : "", digits = `${total < 0n ? -total : total}`.padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
    return told.length ? sign + whole + (places ? `.${digits.slice(-places)}` : "") : "";
  };
  const total = table => {
    const feet = [...table.tFoot.rows[0].cells].slice(1);
    feet.forEach((foot, n) => {
      if ("sum" in foot.dataset) foot.textContent = sum([...table.tBodies[0].rows].map(row => inputs(row)[n].value));
    });
  };
  // The words of a code stand below it: a country is not known by two letters alone.
  const say = input => {
    const list = input.getAttribute("list") && document.getElementById(input.getAttribute("list"));
    if (!list) return;
    const known = [...list.options].find(o => o.value === input.value.trim());
    let line = input.closest("td, .field").querySelector(".said-code");
    if (!line) { line = document.createElement("span"); line.className = "sub said-code"; input.parentElement.append(line); }
    line.textContent = known ? known.textContent : "";
  };

  // What is pasted into a menu or a list may be the words instead of the key; days come as 2022/5/31.
  const fit = (input, text) => {
    const plain = text.trim();
    if (input.tagName === "SELECT") {
      const option = [...input.options].find(o => o.value === plain || o.textContent.trim() === plain);
      return option ? option.value : "";
    }
    const list = input.getAttribute("list") && document.getElementById(input.getAttribute("list"));
    if (list) {
      const option = [...list.options].find(o => o.value === plain || o.textContent.trim() === plain || `${o.value} ${o.textContent.trim()}` === plain);
      return option ? option.value : plain;
    }
    const day = "day" in input.dataset && /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?$/.exec(plain);
    return day ? [day[1], ...day.slice(2).filter(Boolean).map(d => d.padStart(2, "0"))].join("-") : plain;
  };
  // Tab-separated text as spreadsheets copy it; a quoted cell may hold tabs, line ends and "" for ".
  const block = text => {
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i], row = rows[rows.length - 1];
      if (quoted) { if (c !== '"') row[row.length - 1] += c; else if (text[i + 1] === '"') { row[row.length - 1] += c; i++; } else quoted = false; }
      else if (c === '"' && row[row.length - 1] === "") quoted = true;
      else if (c === "\t") row.push("");
      else if (c === "\n") rows.push([""]);
      else if (c !== "\r") row[row.length - 1] += c;
    }
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") rows.pop();
    return rows;
  };

  const place = input => {
    const row = input.closest("tr");
    return {table: input.closest("table"), row: row.sectionRowIndex, column: inputs(row).indexOf(input)};
  };
  const go = (table, row, column) => {
    const rows = table.tBodies[0].rows;
    if (row < 0) return;
    const target = inputs(rows[row] ?? grow(table))[column];
    target?.focus();
    target?.select?.();
  };
  const MOST = 500;
  const paste = (input, text) => {
    const at = place(input), cells = block(text);
    cells.slice(0, MOST - at.row).forEach((line, down) => {
      const row = at.table.tBodies[0].rows[at.row + down] ?? grow(at.table);
      line.forEach((word, right) => {
        const target = inputs(row)[at.column + right];
        if (target) { target.value = fit(target, word); say(target); }
      });
    });
    total(at.table);
    changed();
  };

  const keys = (e, input) => {
    const at = place(input), plain = input.tagName !== "SELECT";
    const ends = plain && input.selectionStart === input.selectionEnd;
    if (e.key === "Enter") { e.preventDefault(); go(at.table, at.row + (e.shiftKey ? -1 : 1), at.column); }
    else if (e.key === "ArrowDown" && plain && !input.getAttribute("list")) { e.preventDefault(); if (at.table.tBodies[0].rows[at.row + 1]) go(at.table, at.row + 1, at.column); }
    else if (e.key === "ArrowUp" && plain && !input.getAttribute("list")) { e.preventDefault(); go(at.table, at.row - 1, at.column); }
    else if (e.key === "ArrowRight" && (!plain || (ends && input.selectionEnd === input.value.length))) { e.preventDefault(); go(at.table, at.row, at.column + 1); }
    else if (e.key === "ArrowLeft" && (!plain || (ends && input.selectionStart === 0)) && at.column) { e.preventDefault(); go(at.table, at.row, at.column - 1); }
  };

  for (const table of form.querySelectorAll("[data-grid]")) {
    for (const button of table.querySelectorAll("[data-remove-row]")) button.hidden = false;
    const add = table.closest("section").querySelector("[data-add-row]");
    add.hidden = false;
    add.addEventListener("click", () => inputs(grow(table))[0].focus());
    table.addEventListener("click", e => {
      const button = e.target.closest("[data-remove-row]");
      if (!button) return;
      const row = button.closest("tr"), next = row.nextElementSibling ?? row.previousElementSibling;
      if (table.tBodies[0].rows.length > 1) row.remove(); else blank(row);
      number(table);
      total(table);
      (next ? inputs(next)[0] : add).focus();
      changed();
    });
    table.addEventListener("keydown", e => { if (e.target.name && !e.isComposing && !e.altKey && !e.ctrlKey && !e.metaKey) keys(e, e.target); });
    table.addEventListener("input", e => { say(e.target); total(table); });
    table.addEventListener("paste", e => {
      const text = e.clipboardData.getData("text/plain");
      if (!e.target.name || !/[\t\n]/.test(text.trimEnd())) return;
      e.preventDefault();
      paste(e.target, text);
    });
    for (const input of table.querySelectorAll("[list]")) say(input);
    total(table);
  }
  // Enter in a figure goes on to the next one; a report is filed by its button alone.
  form.addEventListener("keydown", e => {
    if (e.key !== "Enter" || e.isComposing || e.target.tagName !== "INPUT" || e.target.closest("[data-grid]")) return;
    e.preventDefault();
    const all = [...form.querySelectorAll(".figure-entry input")];
    all[all.indexOf(e.target) + 1]?.focus();
  });
  for (const button of form.querySelectorAll("[data-again]")) {
    button.hidden = false;
    button.addEventListener("click", () => { button.closest(".field").querySelector("textarea").value = button.dataset.again; changed(); });
  }

  // The server counts the rows in which something stands: its third row is the third of those here.
  const cell = key => {
    const [field, row, column] = key.split(".");
    if (!column) return form.elements[field];
    const table = form.querySelector(`[data-grid="${CSS.escape(field)}"]`), line = table && filled(table)[row];
    return line && inputs(line).find(i => i.name.endsWith(`.${column}`));
  };
  const mark = answer => {
    for (const old of form.querySelectorAll("td > .form-error, td > .unit-in + .form-error, .field > .form-error")) old.remove();
    for (const old of form.querySelectorAll(".bad")) if (old.name) { old.classList.remove("bad"); old.removeAttribute("aria-invalid"); old.removeAttribute("title"); }
    for (const fault of answer.querySelectorAll("[data-fault]")) {
      const input = cell(fault.dataset.fault);
      if (!input?.classList) continue;
      input.classList.add("bad");
      input.setAttribute("aria-invalid", "true");
      input.title = fault.dataset.words;
      const line = document.createElement("p");
      line.className = "form-error";
      line.textContent = fault.dataset.words;
      input.closest("td, .field")?.append(line);
    }
  };
  // A figure that a check wants to be a sum can be taken from the rows with one press.
  const offer = button => {
    const input = button.closest("td").querySelector("input"), wanted = sum([button.dataset.fill]);
    button.hidden = !wanted || (input.value.trim() !== "" && sum([input.value, "0.00"]) === sum([button.dataset.fill, "0.00"]));
    button.querySelector("span").textContent = wanted;
  };
  for (const button of form.querySelectorAll("[data-fill]")) {
    offer(button);
    button.addEventListener("click", () => { button.closest("td").querySelector("input").value = button.dataset.fill; button.hidden = true; changed(); });
  }
  const settle = () => {
    const answer = document.getElementById("answer");
    const shown = new Set((answer.dataset.visible ?? "").split(" "));
    for (const box of form.querySelectorAll("[data-field]")) box.hidden = !shown.has(box.dataset.field);
    const asked = new Set((answer.dataset.asked ?? "").split(" ").filter(Boolean));
    for (const box of form.querySelectorAll("[data-asked]:not(#answer)")) box.hidden = !asked.has(box.dataset.asked);
    form.querySelector("[data-none-asked]").hidden = asked.size > 0;
    for (const told of answer.querySelectorAll("[data-change]")) {
      for (const which of ["previous", "year"]) {
        const place = document.querySelector(`#f-${CSS.escape(told.dataset.change)} [data-change-of=${which}]`);
        if (place) place.textContent = told.dataset[which] || "—";
      }
      const button = document.querySelector(`#f-${CSS.escape(told.dataset.change)} [data-fill]`);
      if (button) { button.dataset.fill = told.dataset.total; offer(button); }
    }
    mark(answer);
    if (answer.dataset.saved) saved.textContent = answer.dataset.saved;
  };
  new MutationObserver(settle).observe(document.getElementById("answer").parentElement, {childList: true});
  form.addEventListener("htmx:beforeRequest", () => { saved.textContent = saved.dataset.saving; });
  for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) form.addEventListener(kind, () => { saved.textContent = saved.dataset.failed; });
  document.getElementById("faults")?.focus();
})();
