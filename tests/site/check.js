// SPDX-License-Identifier: GPL-3.0-or-later
// The site in a real browser: node check.js FOLDER [SCREENSHOTS]. Needs playwright-core and axe-core beside it and Debian's chromium.
"use strict";
const { chromium } = require("playwright-core");
const fs = require("fs"), path = require("path");
const axe = require.resolve("axe-core/axe.min.js");
const site = path.resolve(process.argv[2]), shots = process.argv[3];
let passed = 0, failed = 0;
const check = (good, what) => { if (good) passed++; else { failed++; console.log("FAILED: " + what); } };
const url = (p) => "file://" + path.join(site, p);
const some = (folder, n) => fs.readdirSync(path.join(site, folder)).filter((f) => f.endsWith(".html") && !f.includes("snippet")).sort().slice(0, n).map((f) => folder + "/" + f);

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  const open = async (p, options) => {
    const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.foreign = [];
    page.on("request", (r) => { if (!r.url().startsWith("file:") && !r.url().startsWith("data:")) page.foreign.push(r.url()); });
    page.on("pageerror", (e) => check(false, p + ": " + e));
    await page.goto(url(p));
    return page;
  };
  const kinds = ["index.html", "organisations.html", "report.html", "open-data.html", "404.html", ...some("documents", 3), ...some("organisations", 1)];

  // Every kind of page: no violation, no request elsewhere, nothing wider than the screen at 1280, at 200 % (640) and at 360.
  for (const p of kinds) for (const width of [1280, 640, 360]) {
    const page = await open(p, { viewport: { width, height: 900 } });
    await page.addScriptTag({ path: axe });
    const found = await page.evaluate(() => window.axe.run());
    check(found.violations.length === 0, p + " at " + width + ": " + found.violations.map((v) => v.id + " " + v.nodes[0].html).join("; "));
    check(page.foreign.length === 0, p + " asks " + page.foreign);
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), p + " is wider than " + width);
    if (shots) await page.screenshot({ path: path.join(shots, p.replace(/\W/g, "-") + "-" + width + ".png"), fullPage: true });
    await page.context().close();
  }

  // Search, filters, order.
  let page = await open("index.html");
  const visible = () => page.locator("table.listing tbody tr:visible").count();
  const all = await visible();
  check(all > 0, "the index lists nothing");
  const title = await page.locator("table.listing tbody tr").first().getAttribute("data-title");
  await page.fill("#q", title.toUpperCase());
  check(await visible() >= 1 && await visible() <= all, "search by title");
  await page.fill("#q", "нет такого документа");
  check(await visible() === 0, "search for nothing");
  check((await page.textContent("#found")).includes("0"), "the count is told");
  await page.click("button[type=reset]");
  await page.waitForTimeout(50);
  check(await visible() === all, "reset");
  for (const filter of ["kind", "year", "organisation"]) {
    const values = await page.locator("#" + filter + " option").evaluateAll((o) => o.map((e) => e.value).filter(Boolean));
    let sum = 0;
    for (const value of values) {
      await page.selectOption("#" + filter, value);
      sum += await visible();
      check(await page.evaluate(([f, v]) => [...document.querySelectorAll("table.listing tbody tr")].every((r) => r.hidden || r.dataset[f] === v), [filter, value]), filter + " " + value);
    }
    await page.click("button[type=reset]");
    await page.waitForTimeout(50);
    check(filter === "organisation" ? sum <= all : sum === all, filter + ": the parts make " + sum + " of " + all);
  }
  for (const [order, compare] of [["old", (a, b) => a.date <= b.date], ["new", (a, b) => a.date >= b.date], ["title", (a, b) => a.title.localeCompare(b.title, "ru") <= 0]]) {
    await page.selectOption("#sort", order);
    const rows = await page.locator("table.listing tbody tr").evaluateAll((r) => r.map((e) => ({ date: e.dataset.date, title: e.dataset.title })));
    check(rows.every((r, i) => i === 0 || compare(rows[i - 1], r)), "order " + order);
  }
  // Keyboard only: the skip link comes first, search is reached and used, a document opens.
  page = await open("index.html");
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.className) === "skip", "the first stop is the way to the content");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 12 && await page.evaluate(() => document.activeElement.id) !== "q"; i++) await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.id) === "q", "the search is reached by keyboard");
  await page.keyboard.type(title);
  check(await visible() >= 1, "typing searches");
  for (let i = 0; i < 30 && !(await page.evaluate(() => document.activeElement.closest("tbody"))); i++) await page.keyboard.press("Tab");
  check(await page.evaluate(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; }), "the focus is seen");
  await page.keyboard.press("Enter");
  await page.waitForURL(/documents\//, { timeout: 3000 }).catch(() => {});
  check(page.url().includes("documents/"), "Enter opens the document");
  // The digest of a file on disk.
  const pdf = await page.locator("a[type='application/pdf']").first().getAttribute("href");
  await page.setInputFiles("#checked", path.join(site, "documents", pdf));
  await page.waitForSelector("#verdict.good", { timeout: 3000 }).catch(() => {});
  check(await page.locator("#verdict.good").count() === 1, "the true file is recognised");
  await page.setInputFiles("#checked", path.join(site, "index.html"));
  await page.waitForSelector("#verdict.bad", { timeout: 3000 }).catch(() => {});
  check(await page.locator("#verdict.bad").count() === 1, "another file is not");
  // Without scripts everything is there; on paper the navigation is not.
  page = await open("index.html", { javaScriptEnabled: false });
  check(await page.locator("table.listing tbody tr").count() === all && !(await page.isVisible("#filters")), "without scripts");
  page = await open("index.html");
  await page.emulateMedia({ media: "print" });
  check(!(await page.isVisible("#filters")) && !(await page.isVisible(".masthead nav")) && await page.isVisible("h1"), "print");
  await browser.close();
  console.log(passed + " passed, " + failed + " failed");
  process.exit(failed ? 1 : 0);
})();
