// A button that prints the slip, where the browser can; without scripts the hint beside it stays.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  document.getElementById("print-hint").hidden = true;
  button.addEventListener("click", () => window.print());
}
