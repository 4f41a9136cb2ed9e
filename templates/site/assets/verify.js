// Сравнение отпечатка выбранного файла с отпечатками на странице. Файл остаётся на компьютере.
"use strict";
(function () {
  const input = document.getElementById("checked"), verdict = document.getElementById("verdict");
  if (!input || !window.crypto || !crypto.subtle) return;
  document.getElementById("check").hidden = false;
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const digest = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    const good = Array.from(document.querySelectorAll("[data-digest]")).some((e) => e.dataset.digest === digest);
    verdict.textContent = good ? "Файл подлинный: отпечаток совпал." : "Отпечаток не совпал: файл изменён или это другой документ.";
    verdict.className = good ? "good" : "bad";
  });
})();
