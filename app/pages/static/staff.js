// What the pages of staff do beyond their forms and links: single keys, places on a document, zoom. Keys can be switched off.
(() => {
  const help = document.querySelector("[data-keys]");
  const switched = help?.querySelector("[data-keys-on]");
  const kept = "zhiban-keys-off";
  if (switched) {
    switched.checked = localStorage.getItem(kept) === null;
    switched.addEventListener("change", () => switched.checked ? localStorage.removeItem(kept) : localStorage.setItem(kept, "yes"));
  }
  const papers = document.querySelector("[data-papers]");
  const show = id => {
    papers?.querySelectorAll(".found").forEach(one => one.classList.remove("found"));
    const mark = document.getElementById(id);
    if (!mark) return;
    mark.classList.add("found");
    mark.scrollIntoView({ block: "center", inline: "center" });
  };
  document.querySelectorAll("[data-mark]").forEach(link => link.addEventListener("click", event => {
    event.preventDefault();
    show(link.dataset.mark);
  }));
  const zoom = () => papers?.classList.toggle("zoomed");
  papers?.querySelectorAll("[data-zoom]").forEach(link => link.addEventListener("click", event => {
    event.preventDefault();
    const image = link.closest("figure").querySelector("img");
    image.src = link.href;
    zoom();
  }));
  const rows = [...document.querySelectorAll("[data-rows] tbody tr a[href]")].filter(a => a.closest("td") === a.closest("tr").cells[0]);
  const doubts = [...document.querySelectorAll("[data-doubt]")];
  const step = (list, by) => {
    const at = list.indexOf(document.activeElement);
    const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))];
    next?.focus();
  };
  const keys = {
    j: () => step(rows, 1),
    k: () => step(rows, -1),
    n: () => document.querySelector("[data-next]")?.click(),
    z: zoom,
    t: () => document.querySelector("[data-take]")?.click(),
    a: () => { const acts = document.getElementById("acts"); acts?.scrollIntoView(); acts?.focus(); },
    d: () => {
      const at = doubts.indexOf(document.activeElement);
      const next = doubts[(at + 1) % doubts.length];
      next?.focus();
      const place = next?.querySelector("[data-mark]");
      if (place) show(place.dataset.mark);
    },
    "?": () => { help.open = !help.open; help.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", event => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !switched?.checked) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.querySelector(".problems")?.focus();
})();
