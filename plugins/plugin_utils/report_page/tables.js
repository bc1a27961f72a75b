/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets the tables of a report page be sorted, searched and copied. */
"use strict";
(() => {
  const value = (cell) => cell.querySelector("data")?.value ?? cell.querySelector("time")?.dateTime ?? cell.textContent;
  const compare = (one, other) => {
    const [a, b] = [Number(one), Number(other)];
    if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
    return one.localeCompare(other, "en", { numeric: true });
  };

  function sort(heading) {
    const column = heading.cellIndex;
    const body = heading.closest("table").tBodies[0];
    const rows = [...body.rows].map((row) => [value(row.cells[column]), row]);
    const words = rows.some(([text]) => Number.isNaN(Number(text)) && text !== "\u2013");
    const before = heading.getAttribute("aria-sort");
    const direction = before === "none" ? (words ? "ascending" : "descending") : before === "ascending" ? "descending" : "ascending";
    const sign = direction === "ascending" ? 1 : -1;
    /* What is not known stays below, whichever the direction. */
    rows.sort(([a], [b]) => (a === "\u2013") - (b === "\u2013") || sign * compare(a, b));
    for (const other of heading.parentElement.cells) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", direction);
    body.replaceChildren(...rows.map(([, row]) => row));
  }

  function copiedText(table) {
    const clean = (text) => text.replace(/[\t\r\n]+/g, " ").trim();
    const head = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.copied ?? cell.textContent);
    const cells = (row) => [...row.cells].map((cell) => {
      const text = cell.querySelector("data")?.value ?? cell.textContent;
      return text === "\u2013" ? "" : clean(text);
    });
    return [head.map(clean), ...[...table.tBodies[0].rows].filter((row) => !row.hidden).map(cells)].map((row) => row.join("\t")).join("\n");
  }

  /* The clipboard of a page that was opened as a file: the old command, from the copy event itself. */
  function copy(text) {
    const put = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    };
    document.addEventListener("copy", put, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !button.closest("details.table")) return;
    if (button.classList.contains("copy")) {
      const details = button.closest("details");
      const done = copy(copiedText(details.querySelector("table")));
      details.querySelector(".copied").textContent = done ? "Copied; it can be pasted into a spreadsheet." : "The browser does not allow to copy.";
    } else {
      sort(button.closest("th"));
    }
  });
  /* The rows that have all the words, in any of their cells, in small letters or large. */
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".search input")) return;
    const words = event.target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const details = event.target.closest("details");
    const rows = [...details.querySelector("table").tBodies[0].rows];
    let shown = 0;
    for (const row of rows) {
      row.hidden = words.length > 0 && !words.every((word) => row.textContent.toLocaleLowerCase().includes(word));
      shown += row.hidden ? 0 : 1;
    }
    details.querySelector(".copied").textContent = words.length ? `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows` : "";
  });
  /* A link to a table opens it. */
  const reveal = () => {
    const aim = location.hash && document.getElementById(location.hash.slice(1));
    if (aim instanceof HTMLDetailsElement) aim.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
