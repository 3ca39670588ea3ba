// Every twenty seconds what may have changed is fetched anew: not while it is being used, nor while nobody looks.
"use strict";
const EVERY_MS = 20000;
const news = document.getElementById("news");
for (const one of document.querySelectorAll("[data-by-script]")) one.hidden = false;

async function refresh() {
  const shown = document.getElementById("fresh");
  if (!shown || document.hidden || shown.contains(document.activeElement)) return;
  if (shown.querySelector("details[open]")) return;
  const answer = await fetch(location.pathname + location.search, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("fresh");
  if (!found || found.textContent === shown.textContent) return;
  const grew = found.querySelectorAll("tr, li").length > shown.querySelectorAll("tr, li").length;
  shown.replaceWith(document.importNode(found, true));
  if (news && grew) news.textContent = news.dataset.news;
}

setInterval(() => refresh().catch(() => {}), EVERY_MS);
