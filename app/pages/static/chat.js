// Questions are answered without a new page, as the answer comes. Whatever fails here is sent as a plain form instead.
"use strict";
const EVERY_MS = 20000;
const talk = document.getElementById("talk");
const news = document.getElementById("news");
const composer = document.getElementById("composer");
const box = document.getElementById("question");
const plainly = new WeakSet();
let isBusy = false;

function sentBy(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button && button.name) data.set(button.name, button.value);
  return data;
}

function sendPlainly(form, button) {
  plainly.add(form);
  if (button && button.name) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(field);
  }
  form.submit();
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// The same element is kept, so that the focus stays where it is.
function put(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old) talk.append(document.importNode(fresh, true));
  else old.replaceChildren(...document.importNode(fresh, true).childNodes);
  return document.getElementById(fresh.id);
}

function show(turn) {
  for (const id of ["lead", "intro"]) document.getElementById(id)?.remove();
  talk.hidden = document.getElementById("end").hidden = false;
  turn.scrollIntoView({ block: "start" });
}

async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "";;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const lines = text.slice(0, end).split("\n");
      const of = (name) => lines.find((line) => line.startsWith(name + ": "))?.slice(name.length + 2);
      if (of("data")) yield { name: of("event"), data: JSON.parse(of("data")) };
    }
  }
}

async function ask(form, button) {
  isBusy = true;
  try {
    const answer = await fetch("/ask/stream", { method: "POST", body: sentBy(form, button) });
    if (!answer.ok || !answer.headers.get("content-type").startsWith("text/event-stream")) throw new Error("refused");
    let isAnswered = false;
    for await (const { name, data } of events(answer)) {
      const turn = put(parsed(data.html).querySelector("li"));
      if (name === "begun") {
        document.querySelectorAll("[data-once], .case").forEach((one) => { if (!turn.contains(one)) one.remove(); });
        if (form === composer) box.value = "";
        show(turn);
        if (form !== composer) turn.focus({ preventScroll: true });
        news.textContent = news.dataset.working;
      } else {
        isAnswered = true;
        show(turn);
        document.querySelectorAll("input[name=key]").forEach((field) => { field.value = data.key; });
        const said = [...turn.querySelectorAll(".said > p, .said blockquote")].map((one) => one.cloneNode(true));
        news.replaceChildren(news.dataset.answered, ...said);
      }
    }
    if (!isAnswered) throw new Error("cut off");
  } catch {
    if (form === composer && !box.value) location.assign("/ask");
    else sendPlainly(form, button);
  } finally {
    isBusy = false;
  }
}

async function page(address, sent) {
  const answer = await fetch(address, sent);
  if (!answer.ok) throw new Error("refused");
  return parsed(await answer.text());
}

// What is new on the page as it stands now: entries of the conversation, and what became of asking for a person.
function merge(found) {
  const fresh = [...found.querySelectorAll("#talk > li")].filter((one) => !document.getElementById(one.id));
  fresh.forEach((one) => talk.append(document.importNode(one, true)));
  const person = found.getElementById("person"), old = document.getElementById("person");
  if (person && person.textContent !== old.textContent && !old.contains(document.activeElement)) {
    old.replaceWith(document.importNode(person, true));
  }
  return fresh;
}

async function change(form, button) {
  isBusy = true;
  try {
    const found = await page(form.action, { method: "POST", body: sentBy(form, button) });
    if (form.dataset.part) {
      const fresh = found.getElementById(form.dataset.part);
      if (!fresh) throw new Error("gone");
      put(fresh).focus();
    } else {
      document.activeElement.blur();
      merge(found);
      show(document.getElementById("person"));
      document.getElementById("person").focus({ preventScroll: true });
    }
  } catch {
    sendPlainly(form, button);
  } finally {
    isBusy = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target, { ask: asks, part, merge: merges } = form.dataset;
  if (plainly.has(form) || (asks === undefined && part === undefined && merges === undefined)) return;
  event.preventDefault();
  if (isBusy) return;
  if (asks !== undefined) ask(form, event.submitter);
  else change(form, event.submitter);
});

// Enter sends; not while an input method is at work, and with Shift it is a new line.
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});

setInterval(async () => {
  if (document.hidden || isBusy || !document.getElementById("person").dataset.state) return;
  try {
    if (merge(await page("/ask")).length) news.textContent = news.dataset.staff;
  } catch { /* the next time */ }
}, EVERY_MS);
