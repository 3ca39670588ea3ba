// What a page of an application does beyond its forms: a chosen file is sent at once, a form goes out once, a problem is read out.
(() => {
  for (const upload of document.querySelectorAll("form[data-upload]")) {
    const file = upload.querySelector("input[type=file]");
    const says = upload.querySelector("[data-says]");
    const button = upload.querySelector("[data-send]") || upload.querySelector("button[value=form-file]");
    const camera = upload.querySelector("[data-camera]");
    file.addEventListener("change", () => {
      if (!file.files.length) return;
      says.textContent = says.dataset.says;
      button.setAttribute("aria-busy", "true");
      upload.requestSubmit(button);
    });
    if (camera && matchMedia("(pointer: coarse)").matches) {
      camera.hidden = false;
      camera.addEventListener("click", () => {
        file.setAttribute("capture", "environment");
        file.click();
        file.removeAttribute("capture");
      });
    }
  }
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", event => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(form => delete form.dataset.sent));
  document.querySelector(".problems")?.focus();
})();
