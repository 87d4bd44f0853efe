"use strict";
// Filter and sort what stands in the page; without this, all of it is shown as it is.
const form = document.querySelector("form");
const list = document.querySelector("#samples");
const samples = [...list.children];
const { words, which, order } = form.elements;
form.hidden = false;

function update() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const sample of samples) {
    const text = sample.textContent.toLowerCase();
    const kinds = sample.dataset.kinds.split("|");
    const shown = wanted.every((word) => text.includes(word))
      && (!which.value || kinds.includes(which.value));
    sample.hidden = !shown;
    count += shown;
  }
  form.querySelector("output").textContent = `${count} of ${samples.length}`;
}

function arrange() {
  const [key, sign] = order.value.split(" ");
  const value = (sample) => (key === "place" ? samples.indexOf(sample) : Number(sample.dataset[key]));
  list.append(...[...samples].sort((a, b) => sign * (value(a) - value(b))));
}

form.addEventListener("input", update);
order.addEventListener("change", arrange);
form.addEventListener("submit", (event) => event.preventDefault());
update();

// "/" goes to the filter, j and k to the next and the last record.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, select");
  if (event.key === "Escape" && event.target === words) {
    words.value = "";
    update();
  } else if (typing) {
    return;
  } else if (event.key === "/") {
    words.focus();
  } else if (event.key === "j" || event.key === "k") {
    const shown = [...list.children].filter((sample) => !sample.hidden);
    const here = shown.indexOf(document.activeElement.closest("article"));
    const next = shown[here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)];
    next?.focus();
  } else {
    return;
  }
  event.preventDefault();
});

// A click on a table's head, or Enter there, sorts by that column, and once more the other way.
for (const head of document.querySelectorAll("th")) {
  if (!head.textContent) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const table = head.closest("table");
    const rows = [...table.rows].slice(1);
    const numeric = head.classList.contains("n");
    const down = head.ariaSort ? head.ariaSort === "ascending" : numeric;
    const cell = (row) => row.cells[head.cellIndex].textContent;
    rows.sort((a, b) => (numeric ? cell(a) - cell(b) : cell(a).localeCompare(cell(b))));
    if (down) rows.reverse();
    for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    head.ariaSort = down ? "descending" : "ascending";
    table.tBodies[0].append(...rows);
  });
}
