// Makes pages better, none of them needs it: where a run is going on, its progress moves by itself.
"use strict";

const progress = document.querySelector("[data-run-events]");
if (progress && "EventSource" in window) {
  const source = new EventSource(progress.dataset.runEvents);
  source.addEventListener("progress", (event) => {
    const step = JSON.parse(event.data);
    const bar = progress.querySelector("progress");
    const label = progress.querySelector("[data-label]");
    if (bar && step.total) { bar.max = step.total; bar.value = step.done; }
    if (label) label.textContent = step.label;
  });
  source.addEventListener("ended", () => { source.close(); window.location.reload(); });
}
