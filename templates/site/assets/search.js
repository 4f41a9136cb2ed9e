// Поиск, отбор и порядок в перечне документов. Без скрипта перечень виден целиком или разложен по годам и видам.
"use strict";
(function () {
  const form = document.getElementById("filters");
  const body = document.querySelector("table.listing tbody");
  const found = document.getElementById("found");
  const lists = document.getElementById("lists");
  if (!form || !body || !found || !lists) return;
  const fold = (s) => s.toLowerCase().replace(/ё/g, "е").replace(/[–—]/g, "-");
  const entry = (row, index) => ({ row, index, text: fold(row.textContent) });
  const all = Number(lists.dataset.all);
  let rows = Array.from(body.rows, entry);
  let loading = null;
  const order = {
    new: (a, b) => b.row.dataset.date.localeCompare(a.row.dataset.date) || a.index - b.index,
    old: (a, b) => a.row.dataset.date.localeCompare(b.row.dataset.date) || a.index - b.index,
    title: (a, b) => a.row.dataset.title.localeCompare(b.row.dataset.title, "ru") || a.index - b.index,
  };
  const names = ["q", "kind", "year", "organisation", "sort"];
  // Страница показывает только новые документы, остальные берутся со страниц годов, когда они понадобились.
  async function rowsOf(address) {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return Array.from(page.querySelectorAll("table.listing tbody tr"), (row) => {
      for (const a of row.querySelectorAll("a")) a.setAttribute("href", new URL(a.getAttribute("href"), address));
      return document.adoptNode(row);
    });
  }
  async function load() {
    const addresses = [];
    for (const a of lists.querySelectorAll("a[data-parts]"))
      for (let part = 1; part <= Number(a.dataset.parts); part++)
        addresses.push(part === 1 ? a.href : a.href.replace(/\.html$/, "-" + part + ".html"));
    const more = (await Promise.all(addresses.map(rowsOf))).flat();
    rows = more.map(entry);
    body.replaceChildren(...more);
  }
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
    found.textContent = n === all ? "Документов: " + n : "Найдено документов: " + n + " из " + rows.length;
    const state = new URLSearchParams();
    for (const k of names) if (form[k].value && !(k === "sort" && form[k].value === "new")) state.set(k, form[k].value);
    try { history.replaceState(null, "", state.toString() ? "#" + state : location.pathname + location.search); } catch (e) { /* с диска браузер может не позволить */ }
  }
  function changed() {
    apply();
    if (rows.length === all) return;
    loading = loading || load();
    loading.then(apply, () => { loading = null; }); // с диска браузер не читает соседних страниц: поиск идёт по показанным
  }
  const state = new URLSearchParams(location.hash.slice(1));
  for (const k of names) if (state.has(k)) form[k].value = state.get(k);
  form.hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  if (state.toString()) changed();
})();
