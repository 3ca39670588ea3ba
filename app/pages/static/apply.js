// What a page of an application does beyond its forms: a chosen file is sent at once, a form goes out once, a problem is read out.
(() => {
  const upload = document.querySelector("form[data-upload]");
  if (upload) {
    const file = upload.querySelector("input[type=file]");
    const says = upload.querySelector("[data-says]");
    const button = upload.querySelector("button[value=upload]");
    file.addEventListener("change", () => {
      if (!file.files.length) return;
      says.textContent = says.dataset.says;
      button.setAttribute("aria-busy", "true");
      upload.requestSubmit(button);
    });
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
