// What pages do better with JavaScript; without it every form and link works all the same.
"use strict";

// A form that takes something back asks first.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm || event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Only fields of one type can be paired: the others are greyed out as soon as one side is chosen.
const matchTypes = (pair) => {
  const ours = pair.querySelector("[data-ours]");
  const theirs = pair.querySelector("[data-theirs]");
  if (!ours || !theirs) return;
  const type = ours.selectedOptions[0]?.dataset.type;
  for (const option of theirs.options) {
    option.disabled = Boolean(type && option.dataset.type && option.dataset.type !== type) && !option.selected;
  }
  const feature = pair.querySelector("[data-feature]");
  if (feature) feature.hidden = !ours.value.startsWith("kpi:feature_");
};
for (const pair of document.querySelectorAll("[data-pair], [data-rule]")) {
  matchTypes(pair);
  pair.addEventListener("change", () => matchTypes(pair));
}

// The progress of the present run, as it goes.
const progress = document.querySelector("[data-progress]");
if (progress && window.EventSource) {
  const source = new EventSource("/api/v1/events");
  const number = new Intl.NumberFormat();
  source.addEventListener("progress", (event) => {
    const { stage, entity, done, total } = JSON.parse(event.data);
    progress.hidden = false;
    let words = progress.querySelector("[data-words]");
    if (!words) {
      progress.className = "progress";
      progress.setAttribute("role", "status");
      const line = document.createElement("p");
      words = document.createElement("span");
      words.dataset.words = "";
      line.append("Synchronizing: ", words);
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", "Progress");
      progress.replaceChildren(line, bar);
    }
    words.textContent = `${stage}${entity ? " " + entity + "s" : ""}, ${number.format(done)}${total ? " of " + number.format(total) : ""}`;
    const bar = progress.querySelector("progress");
    if (total) { bar.max = total; bar.value = Math.min(done, total); } else { bar.removeAttribute("value"); }
  });
  source.addEventListener("idle", () => { if (!progress.hidden) { source.close(); window.location.reload(); } });
  source.addEventListener("ended", () => { source.close(); window.location.reload(); });
  window.addEventListener("pagehide", () => source.close());
}

// A list's filter that is made by choosing is sent at once.
for (const select of document.querySelectorAll("select[data-send]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
