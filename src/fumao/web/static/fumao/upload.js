// Upload: a drop zone, the file's name, and how far the upload has come. The form works without it.
(() => {
  const words = (form, name) => form.querySelector(`template[data-words="${name}"]`).content.textContent.trim();
  const LIMIT = 50 * 1024 * 1024;

  const complain = (form, text) => {
    form.querySelector("#file-error")?.remove();
    const box = document.createElement("div");
    box.className = "note-box err";
    box.id = "file-error";
    box.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    form.prepend(box);
  };

  const send = form => {
    const line = form.querySelector(".progress-line"), bar = line.querySelector("progress"), out = line.querySelector("span");
    const button = form.querySelector(".btn-primary");
    const request = new XMLHttpRequest();
    const stop = () => { line.hidden = true; button.disabled = false; };
    request.upload.addEventListener("progress", e => {
      if (!e.lengthComputable) return;
      bar.value = e.loaded * 100 / e.total;
      out.textContent = e.loaded < e.total ? `${Math.floor(bar.value)}%` : words(form, "sent");
    });
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      if (request.status < 400) { location.assign(request.responseURL); return; }
      stop();
      const error = page.querySelector("#file-error p");
      complain(form, error ? error.textContent : words(form, "failed"));
    });
    request.addEventListener("error", () => { stop(); complain(form, words(form, "failed")); });
    request.open("POST", form.action);
    request.send(new FormData(form));
    line.hidden = false;
    button.disabled = true;
  };

  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]"), zone = form.querySelector("[data-drop]"), name = form.querySelector("output");
    const show = () => { name.textContent = input.files[0] ? `${input.files[0].name}  ${(input.files[0].size / 1000).toFixed(1)} KB` : ""; };
    input.addEventListener("change", show);
    for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, e => { e.preventDefault(); zone.classList.add("over"); });
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
    zone.addEventListener("drop", e => { e.preventDefault(); if (e.dataTransfer.files.length) { input.files = e.dataTransfer.files; show(); } });
    form.addEventListener("submit", e => {
      e.preventDefault();
      if (input.files[0]?.size > LIMIT) complain(form, words(form, "large")); else send(form);
    });
  }
})();
