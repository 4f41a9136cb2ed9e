// SPDX-License-Identifier: GPL-3.0-or-later
// The site in a real browser: node check.js FOLDER [SCREENSHOTS]. Needs playwright-core, axe-core and html-validate beside it and Debian's
// chromium. The folder is served on this machine as a web server would; it is published with few rows a page, so that lists have parts.
"use strict";
const { chromium } = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const fs = require("fs"), http = require("http"), path = require("path");
const axe = require.resolve("axe-core/axe.min.js");
const site = path.resolve(process.argv[2]), shots = process.argv[3];
let passed = 0, failed = 0;
const check = (good, what) => { if (good) passed++; else { failed++; console.log("FAILED: " + what); } };
const media = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json", ".pdf": "application/pdf" };
const server = http.createServer((request, response) => {
  const file = path.join(site, decodeURIComponent(request.url.split(/[?#]/)[0]));
  if (!file.startsWith(site) || !fs.existsSync(file)) { response.writeHead(404); response.end(); return; }
  response.writeHead(200, { "content-type": media[path.extname(file)] || "application/octet-stream" });
  response.end(fs.readFileSync(file));
});
let origin = "";
const url = (p) => origin + "/" + p;
const files = (folder) => fs.readdirSync(path.join(site, folder), { withFileTypes: true }).flatMap((e) => e.isDirectory() ? files(path.join(folder, e.name)) : [path.join(folder, e.name)]);
const some = (folder, n) => fs.readdirSync(path.join(site, folder)).filter((f) => f.endsWith(".html") && !f.includes("snippet")).sort().slice(0, n).map((f) => folder + "/" + f);

(async () => {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = "http://127.0.0.1:" + server.address().port;

  // Every page by the rules of the HTML standard; a snippet is a part of somebody's page.
  const rules = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "require-sri": "off", "no-implicit-button-type": "off" } });
  for (const p of files(".").filter((f) => f.endsWith(".html"))) {
    const report = await rules.validateString(fs.readFileSync(path.join(site, p), "utf8"), p);
    check(report.errorCount === 0, p + ": " + report.results.flatMap((r) => r.messages).slice(0, 3).map((m) => m.line + ": " + m.message + " (" + m.ruleId + ")").join("; "));
  }

  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  const open = async (p, options) => {
    const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.foreign = [];
    page.on("request", (r) => { if (!r.url().startsWith(origin + "/") && !r.url().startsWith("data:")) page.foreign.push(r.url()); });
    page.on("pageerror", (e) => check(false, p + ": " + e));
    await page.goto(url(p));
    return page;
  };
  const kinds = ["index.html", "organisations.html", "report.html", "open-data.html", "404.html", ...some("documents", 3), ...some("organisations", 1), ...some("years", 1), ...some("kinds", 1)];
  const signed = some("documents", 1000).find((f) => fs.readFileSync(path.join(site, f), "utf8").includes("-signed.pdf"));
  if (signed) kinds.push(signed);

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

  // Every kind of page by keyboard: the focus goes through all that can be used, is seen everywhere, and leaves at the end.
  for (const p of kinds) {
    const page = await open(p);
    const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((e) => e.checkVisibility()).length);
    const seen = new Set();
    let unseen = "";
    for (let i = 0; i < wanted + 5; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        e.dataset.stop = e.dataset.stop || String(document.querySelectorAll("[data-stop]").length + 1);
        return e === document.body ? null : { stop: e.dataset.stop, shown: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.width > 0, html: e.outerHTML.slice(0, 80) };
      });
      if (!at) break;
      if (!at.shown) unseen = at.html;
      seen.add(at.stop);
    }
    check(seen.size >= wanted, p + ": the keyboard reaches " + seen.size + " of " + wanted);
    check(!unseen, p + ": the focus is not seen on " + unseen);
    await page.context().close();
  }
  // Every kind of page on paper: content without navigation and forms, nothing cut off at the right, in black on white.
  for (const p of kinds) {
    const page = await open(p, { viewport: { width: 700, height: 1000 } });
    await page.emulateMedia({ media: "print" });
    check(await page.isVisible("h1") && await page.isVisible("main"), p + ": the content is not printed");
    check(await page.evaluate(() => [...document.querySelectorAll("nav, form, .skip, button")].every((e) => !e.checkVisibility())), p + ": navigation is printed");
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), p + ": print is cut off");
    await page.setViewportSize({ width: 661, height: 1000 }); // A4 between the margins of @page
    check(await page.evaluate(() => [...document.querySelectorAll(".scroll table")].every((t) => t.offsetWidth <= t.parentElement.clientWidth + 1)), p + ": a table is wider than the paper");
    check((await page.pdf({ format: "A4" })).length > 1000, p + ": no print");
    if (shots) await page.screenshot({ path: path.join(shots, p.replace(/\W/g, "-") + "-print.png"), fullPage: true });
    await page.context().close();
  }
  // Text twice as large by the reader's own setting, not by a wider screen: nothing is lost or laid over something else.
  for (const p of kinds) {
    const page = await open(p);
    await page.addStyleTag({ content: "html { font-size: 200% }" });
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), p + ": wider than the screen with text twice as large");
    await page.context().close();
  }

  // Search, filters, order. The first page holds some of the documents; whoever searches searches all.
  let page = await open("index.html");
  const total = Number(await page.getAttribute("#lists", "data-all"));
  const visible = () => page.locator("table.listing tbody tr:visible").count();
  const all = await visible();
  check(all > 0 && all < total, "the first page lists " + all + " of " + total);
  const title = await page.locator("table.listing tbody tr").first().getAttribute("data-title");
  await page.fill("#q", title.toUpperCase());
  await page.waitForFunction((n) => document.querySelectorAll("table.listing tbody tr").length === n, total, { timeout: 5000 }).catch(() => {});
  check(await visible() >= 1 && await visible() < total, "search by title");
  const far = await page.locator("table.listing tbody tr").last();
  await page.fill("#q", await far.getAttribute("data-title"));
  check(await far.isVisible(), "a document of another page is found");
  check((await page.evaluate((e) => fetch(e).then((r) => r.ok), await far.locator("a").first().getAttribute("href"))), "its link leads somewhere");
  await page.fill("#q", "нет такого документа");
  check(await visible() === 0, "search for nothing");
  check((await page.textContent("#found")).includes("0"), "the count is told");
  await page.click("button[type=reset]");
  await page.waitForTimeout(50);
  check(await visible() === total, "reset shows " + await visible());
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
    check(filter === "organisation" ? sum <= total : sum === total, filter + ": the parts make " + sum + " of " + total);
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
  server.close();
  console.log(passed + " passed, " + failed + " failed");
  process.exit(failed ? 1 : 0);
})();
