"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending" || (head.dataset.kind === "number" && !head.hasAttribute("aria-sort"));
      for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const value = head.dataset.kind === "number" ? (row) => { const number = parseFloat(key(row)); return Number.isNaN(number) ? -Infinity : number; } : key;
      const rows = Array.from(body.rows, (row) => [value(row), row]);
      const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
      rows.sort(([a], [b]) => (typeof a === "number" ? a - b : collator.compare(a, b)) * (falling ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
for (const field of document.querySelectorAll("input[data-filters]")) {
  const rows = Array.from(document.getElementById(field.dataset.filters).tBodies[0].rows, (row) => [row.cells[0].textContent.toLowerCase(), row]);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const [text, row] of rows) row.hidden = !text.includes(wanted);
  });
}
