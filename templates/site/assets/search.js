// Поиск, отбор и порядок в перечне документов. Без скрипта перечень виден целиком.
"use strict";
(function () {
  const form = document.getElementById("filters");
  const body = document.querySelector("table.listing tbody");
  const found = document.getElementById("found");
  if (!form || !body || !found) return;
  const fold = (s) => s.toLowerCase().replace(/ё/g, "е");
  const rows = Array.from(body.rows, (row, index) => ({ row, index, text: fold(row.textContent) }));
  const order = {
    new: (a, b) => b.row.dataset.date.localeCompare(a.row.dataset.date) || a.index - b.index,
    old: (a, b) => a.row.dataset.date.localeCompare(b.row.dataset.date) || a.index - b.index,
    title: (a, b) => a.row.dataset.title.localeCompare(b.row.dataset.title, "ru") || a.index - b.index,
  };
  const names = ["q", "kind", "year", "organisation", "sort"];
  function apply() {
    const words = fold(form.q.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const { row, text } of rows) {
      const shown = words.every((w) => text.includes(w)) &&
        ["kind", "year", "organisation"].every((k) => !form[k].value || row.dataset[k] === form[k].value);
      row.hidden = !shown;
      n += shown;
    }
    body.append(...rows.slice().sort(order[form.sort.value]).map((r) => r.row));
    found.textContent = n === rows.length ? "Документов: " + n : "Найдено документов: " + n + " из " + rows.length;
    const state = new URLSearchParams();
    for (const k of names) if (form[k].value && !(k === "sort" && form[k].value === "new")) state.set(k, form[k].value);
    try { history.replaceState(null, "", state.toString() ? "#" + state : location.pathname + location.search); } catch (e) { /* с диска браузер может не позволить */ }
  }
  const state = new URLSearchParams(location.hash.slice(1));
  for (const k of names) if (state.has(k)) form[k].value = state.get(k);
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  if (state.toString()) apply();
})();
