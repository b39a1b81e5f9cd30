"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // A page opened from a file may have no storage.
  const remember = (value) => { try { localStorage.setItem("theme", value); } catch { /* not remembered */ } };
  const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const saved = remembered();
  if (saved === "dark" || saved === "light") root.dataset.theme = saved;
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    remember(root.dataset.theme);
  });

  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const order = { positive: 0, neutral: 1, negative: 2, none: 3 };
  const keys = {
    polarity: (row) => order[row.dataset.polarity],
    score: (row) => Number(row.dataset.score),
    likes: (row) => Number(row.dataset.likes),
    time: (row) => Number(row.dataset.time),
    region: (row) => row.cells[5].textContent,
  };
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, "zh") : a - b);
  for (const head of table.tHead.querySelectorAll("th[data-key]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const key = keys[head.dataset.key];
      const first = ["score", "likes", "time"].includes(head.dataset.key) ? "descending" : "ascending";
      const other = first === "descending" ? "ascending" : "descending";
      const direction = head.getAttribute("aria-sort") === first ? other : first;
      for (const each of table.tHead.querySelectorAll("th[data-key]")) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const keyed = rows.map((row, at) => ({ row, at, key: key(row) }));
      keyed.sort((a, b) => sign * compare(a.key, b.key) || a.at - b.at);
      body.replaceChildren(...keyed.map((each) => each.row));
    });
  }

  const filters = document.getElementById("filters");
  const query = document.getElementById("q");
  const polarity = document.getElementById("polarity");
  const copied = document.getElementById("copied");
  const shown = document.getElementById("shown");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = () => {
    const wanted = query.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, at) => {
      const fits = (!wanted || texts[at].includes(wanted))
        && (!polarity.value || row.dataset.polarity === polarity.value)
        && (!copied.checked || row.dataset.copied === "1");
      row.hidden = !fits;
      if (fits) count += 1;
    });
    shown.value = `${count} ${shown.dataset.words}`;
  };
  filters.hidden = false;
  filters.addEventListener("submit", (event) => event.preventDefault());
  for (const control of [query, polarity, copied]) control.addEventListener("input", apply);
  apply();

  // What is folded away on screen is wanted on paper.
  addEventListener("beforeprint", () => {
    for (const more of document.querySelectorAll("details.more")) more.open = true;
  });
})();
