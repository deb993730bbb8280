// The site of a class: that it shows what SQL finds in the gradebook, and how it is used. class_site.sh makes
// the sites.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { close, launch, open, unfold } from "../browser.js";

const { BOOK, SITE, POLICY_SITE, ANONYMOUS, BIG } = process.env;
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sql = (text) => JSON.parse(execFileSync("sqlite3", ["-readonly", "-json", BOOK, text], { maxBuffer: 1 << 26 }).toString() || "[]");
const one = (text) => Object.values(sql(text)[0])[0];

// Each student's last attempt that could be read, but of those that the grader has yet to grade.
const COUNTING = `WITH counting AS (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY student ORDER BY submitted_at DESC, id DESC) AS place
    FROM current_attempts WHERE outcome = 'graded' AND student NOT IN (SELECT student FROM failures)) WHERE place = 1)`;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function withPage(file, options, use) {
    const page = await open(browser, file, options);
    try {
        await use(page);
        const root = path.dirname(file).replace(/\/students$/, "");
        assert.deepEqual(page.complaints.filter((complaint) => !complaint.startsWith(`request: file://${root}/`)), [], "no error, no message, no request to anywhere else");
    } finally {
        await close(page);
    }
}
const withClass = (options, use) => withPage(path.join(SITE, "index.html"), options, use);

const numbers = (texts) => texts.map((text) => Number(/-?[\d.]+/.exec(text.replace("−", "-"))?.[0]));
const status = (page) => page.locator(".students .status").innerText();
const label = (bar) => bar.getAttribute("aria-label");
const studentsOf = async (bar) => Number(/: (\d+) students?$/.exec(await label(bar))[1]);
const rows = (page) => page.locator(".students tbody tr");

test("the score distribution is the gradebook's", () => withClass({}, async (page) => {
    const bars = page.locator("section[aria-labelledby=scores] .column");
    const shown = await Promise.all((await bars.all()).map(studentsOf));
    const bins = sql(`${COUNTING} SELECT points / 10 AS bin, count(*) AS n FROM counting GROUP BY bin`);
    assert.deepEqual(shown, Array.from({ length: 11 }, (_, i) => bins.find(({ bin }) => bin === i)?.n ?? 0));
    const facts = numbers(await page.locator("section[aria-labelledby=scores] .facts dd").allInnerTexts());
    const { mean, low, high } = sql(`${COUNTING} SELECT avg(points) AS mean, min(points) AS low, max(points) AS high FROM counting`)[0];
    const sorted = sql(`${COUNTING} SELECT points FROM counting ORDER BY points`).map(({ points }) => points), n = sorted.length;
    assert.equal(facts[0], (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2);
    assert.ok(Math.abs(facts[1] - mean) <= 0.05 + 1e-9);
    assert.deepEqual(facts.slice(3, 5), [low, high]);
}));

test("points in each task are the gradebook's, and so is the item analysis", () => withClass({}, async (page) => {
    const tasks = sql(`${COUNTING} SELECT p.task, avg(p.points) AS mean, max(p.max_points) AS most, sum(p.points = p.max_points) AS full,
        sum(p.points > 0 AND p.points < p.max_points) AS some, sum(p.points = 0) AS none, count(*) AS n,
        avg(p.points * (c.points - p.points)) - avg(p.points) * avg(c.points - p.points) AS covariance,
        avg(p.points * p.points) - avg(p.points) * avg(p.points) AS vx,
        avg((c.points - p.points) * (c.points - p.points)) - avg(c.points - p.points) * avg(c.points - p.points) AS vy
        FROM counting AS c JOIN task_points AS p ON p.attempt = c.id JOIN tasks AS t ON t.id = p.task GROUP BY p.task ORDER BY t.position`);
    assert.equal(await page.locator(".class-part li").count(), tasks.length);
    const items = await page.locator(".items tbody tr").all();
    for (const [i, task] of tasks.entries()) {
        const row = page.locator(`.class-part li#task-${task.task}`);
        const segments = Object.fromEntries(await Promise.all((await row.locator(".segment").all()).map(async (bar) => [/(all|some|no) points:/.exec(await label(bar))[1], await studentsOf(bar)])));
        assert.deepEqual(segments, Object.fromEntries([["all", task.full], ["some", task.some], ["no", task.none]].filter(([, n]) => n > 0)), task.task);
        const [mean] = numbers([await row.locator(".number").innerText()]);
        assert.ok(Math.abs(mean - task.mean) <= 0.05 + 1e-9, `${task.task}: ${mean} is ${task.mean}`);
        const [, , difficulty, discrimination] = await items[i].locator("td").allInnerTexts();
        assert.ok(Math.abs(Number(difficulty) - task.mean / task.most) <= 0.005 + 1e-9, `${task.task}: difficulty ${difficulty}`);
        if (task.vx < 1e-9 || task.vy < 1e-9)
            assert.equal(discrimination, "–");
        else
            assert.ok(Math.abs(Number(discrimination.replace("−", "-")) - task.covariance / Math.sqrt(task.vx * task.vy)) <= 0.005 + 1e-6, `${task.task}: discrimination ${discrimination}`);
    }
}));

test("causes are ranked as SQL counts them, with their students", () => withClass({}, async (page) => {
    await unfold(page);
    const causes = sql(`${COUNTING} SELECT d.cause, k.kind, count(DISTINCT c.student) AS n FROM counting AS c JOIN diagnoses AS d ON d.attempt = c.id JOIN causes AS k ON k.id = d.cause
        GROUP BY d.cause ORDER BY k.kind = 'misconception' DESC, n DESC, d.cause`);
    const shown = await Promise.all((await page.locator("section[aria-labelledby=causes] .causes > li").all()).map(async (row) => [(await row.getAttribute("id")).slice(6), Number(await row.locator(".rank b").innerText())]));
    assert.deepEqual(shown, causes.map(({ cause, n }) => [cause, n]));
    const first = page.locator("section[aria-labelledby=causes] .causes > li").first();
    const names = sql(`${COUNTING} SELECT DISTINCT s.id FROM counting AS c JOIN diagnoses AS d ON d.attempt = c.id JOIN students AS s ON s.id = c.student WHERE d.cause = '${causes[0].cause}'`);
    const hrefs = await first.locator(".names a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(hrefs.sort(), names.map(({ id }) => `students/${id}.html`).sort().filter((href) => hrefs.length === names.length || hrefs.includes(href)));
    assert.equal(await first.locator("math").count() > 0, true);
}));

test("who handed in, who did not, and who needs a look", () => withClass({}, async (page) => {
    const figures = await page.locator(".figures b").allInnerTexts();
    assert.equal(Number(figures[0]), one("SELECT count(DISTINCT student) FROM attempts"));
    assert.equal(Number(figures[1]), one("SELECT count(*) FROM students WHERE id NOT IN (SELECT student FROM attempts) AND id NOT IN (SELECT student FROM failures)"));
    const groups = Object.fromEntries(await Promise.all((await page.locator("section[aria-labelledby=look] .cause-row").all()).map(async (row) => [await row.locator(".cause-title").innerText(), Number(await row.locator(".rank b").innerText())])));
    const last = "SELECT count(*) FROM (SELECT outcome, row_number() OVER (PARTITION BY student ORDER BY submitted_at DESC, id DESC) AS place FROM current_attempts) WHERE place = 1 AND outcome = 'refused'";
    assert.deepEqual(groups, Object.fromEntries([["Handed in nothing", Number(figures[1])], ["Could not be read", one(last)],
        ["The grader failed", one("SELECT count(*) FROM failures")], ["Not on the roster", one("SELECT count(*) FROM students WHERE NOT on_roster")]].filter(([, n]) => n > 0)));
    await unfold(page);
    assert.match(await page.locator("section[aria-labelledby=look]").innerText(), /is no archive that can be read|holds no backprop\.c/);
}));

test("attempts over time are all attempts, and late ones stand behind the deadline", () => withPage(path.join(POLICY_SITE, "index.html"), {}, async (page) => {
    const counts = numbers(await page.locator("section[aria-labelledby=time] .column .count").allInnerTexts()).filter(Number.isFinite);
    assert.equal(counts.reduce((sum, n) => sum + n, 0), one("SELECT count(*) FROM current_attempts"));
    const late = numbers(await page.locator("section[aria-labelledby=time] .column:has(.part-late) .count").allInnerTexts());
    assert.equal(late.reduce((sum, n) => sum + n, 0), one("SELECT count(*) FROM current_attempts WHERE submitted_at > '2026-11-29T22:00:00Z'"));
    assert.equal(await page.locator(".column[data-mark]").getAttribute("data-mark"), "deadline");
}));

test("a bar leads to its students, by a click and by the keyboard, and back", () => withClass({}, async (page) => {
    const bars = page.locator("section[aria-labelledby=scores] .column"), last = bars.nth(10), n = await studentsOf(last);
    await last.click();
    assert.match(await status(page), new RegExp(`^${n} of `));
    assert.equal(await rows(page).count(), Math.min(n, 50));
    assert.equal(await last.getAttribute("aria-pressed"), "true");
    assert.equal(await page.evaluate(() => document.activeElement.id), "students");
    await page.getByRole("button", { name: "Back to the bar" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), await label(last));
    await page.getByRole("button", { name: "Show everyone" }).click();
    assert.equal(await status(page), `${one("SELECT count(*) FROM students")} students`);
    await bars.first().focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), await label(bars.nth(9)));
    await page.keyboard.press("Enter");
    assert.match(await status(page), new RegExp(`^${await studentsOf(bars.nth(9))} of `));
}));

test("pointing at a bar names its students", () => withClass({}, async (page) => {
    const bar = page.locator("section[aria-labelledby=scores] .column").nth(10);
    await bar.hover();
    assert.match(await page.locator("section[aria-labelledby=scores] .readout").innerText(), new RegExp(`^100 points or more: ${await studentsOf(bar)} students?`));
}));

test("every bar that stands for students shows as many", () => withClass({}, async (page) => {
    await unfold(page);
    const seen = await page.evaluate(() => [...document.querySelectorAll("[aria-pressed]")].map((bar) => {
        bar.click();
        return [bar.getAttribute("aria-label"), document.querySelector(".students .status").textContent];
    }));
    assert.ok(seen.length > 60, `${seen.length} bars`);
    for (const [name, said] of seen)
        assert.equal(/: (\d+) students?$/.exec(name)[1], /^(\d+) /.exec(said)[1], name);
}));

test("the table is searched, filtered, sorted and paged", () => withClass({}, async (page) => {
    const search = page.getByLabel("Search"), all = one("SELECT count(*) FROM students");
    await search.fill("müller");
    assert.match(await status(page), new RegExp(`^${one("SELECT count(*) FROM students WHERE name LIKE '%Müller%'")} of ${all} `));
    await search.fill("");
    await page.getByRole("combobox", { name: "Who" }).selectOption("nothing");
    assert.match(await status(page), new RegExp(`^${one("SELECT count(*) FROM students WHERE id NOT IN (SELECT student FROM attempts)")} of `));
    await page.getByRole("combobox", { name: "Who" }).selectOption("");
    await page.getByRole("button", { name: /^mark/ }).click();
    const marks = async () => numbers(await page.locator(".students tbody td.is-number:nth-of-type(2)").allInnerTexts()).filter(Number.isFinite);
    assert.deepEqual(await marks(), (await marks()).sort((a, b) => b - a));
    assert.equal(await page.locator("th[aria-sort=descending]").innerText().then((text) => text.trim()), "mark");
    await page.getByRole("button", { name: /^mark/ }).click();
    assert.equal((await marks())[0], one(`${COUNTING} SELECT min(points) FROM counting`));
    assert.equal(await rows(page).count(), 50);
    await page.getByRole("button", { name: "Next" }).click();
    assert.equal(await rows(page).count(), Math.min(50, all - 50));
}));

test("every student is linked, and every link leads to a page of the student's", () => withClass({}, async (page) => {
    const found = new Map();
    for (;;) {
        for (const [href, name] of await page.locator(".students tbody th a").evaluateAll((links) => links.map((link) => [link.getAttribute("href"), link.textContent])))
            found.set(href, name);
        const next = page.getByRole("button", { name: "Next" });
        if (await next.count() === 0 || await next.isDisabled())
            break;
        await next.click();
    }
    const students = sql("SELECT id, name FROM students");
    assert.deepEqual([...found.keys()].sort(), students.map(({ id }) => `students/${id}.html`).sort());
    for (const { id, name } of students) {
        assert.equal(found.get(`students/${id}.html`), name.replace(/\s+/g, " "));
        const data = dataOf(path.join(SITE, "students", `${id}.html`));
        assert.equal(data.site.id, id);
    }
}));

const dataOf = (file) => JSON.parse(/id="results">(.*?)<\/script>/s.exec(fs.readFileSync(file, "utf8"))[1]);

test("a student's page shows the attempt that counts, and leads to the others", async () => {
    const { student, points } = sql(`${COUNTING} SELECT student, points FROM counting WHERE student IN (SELECT student FROM current_attempts WHERE outcome = 'graded' GROUP BY student HAVING count(*) >= 3) LIMIT 1`)[0];
    await withPage(path.join(SITE, "students", `${student}.html`), {}, async (page) => {
        assert.equal(await page.locator(".score-number b").innerText(), String(points));
        assert.equal(await page.locator("h1").innerText(), one(`SELECT name FROM students WHERE id = '${student}'`));
        assert.equal(await page.locator(".attempts li").count(), one(`SELECT count(*) FROM current_attempts WHERE student = '${student}'`));
        await page.locator(".attempts a").first().click();
        await page.waitForSelector("html[data-ready]", { state: "attached" });
        assert.equal(await page.locator(".score-number b").innerText(), String(one(`SELECT points FROM current_attempts WHERE student = '${student}' ORDER BY submitted_at, id LIMIT 1`)));
        await page.locator(".way-back a").click();
        await page.waitForSelector("html[data-ready]", { state: "attached" });
        assert.equal(await page.locator(".students").count(), 1);
    });
});

test("who handed in nothing has a page that says so", () => withPage(path.join(SITE, "students", `${one("SELECT id FROM students WHERE id NOT IN (SELECT student FROM attempts) AND id NOT IN (SELECT student FROM failures)")}.html`), {}, async (page) => {
    assert.match(await page.locator("main").innerText(), /^Nothing was handed in\./);
}));

for (const [scheme, width] of [["light", 1000], ["dark", 390]])
    test(`axe finds nothing, ${scheme}, ${width} px, and it is no wider`, () => withPage(path.join(POLICY_SITE, "index.html"), { scheme, width }, async (page) => {
        await page.locator("section[aria-labelledby=scores] .column").nth(10).click();
        await unfold(page);
        await page.evaluate(axeSource);
        const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], preload: false }));
        assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
        assert.equal(await page.getByText(/undefined|NaN/).count(), 0);
    }));

// ---- without names ----

const filesOf = (folder) => fs.readdirSync(folder, { recursive: true }).map(String).filter((name) => fs.statSync(path.join(folder, name)).isFile());

test("an anonymous site holds no name, id, address, group or file of anyone", () => {
    const needles = new Set(sql("SELECT id AS x FROM students UNION SELECT name FROM students UNION SELECT email FROM students UNION SELECT login FROM students UNION SELECT section FROM students UNION SELECT source FROM attempts UNION SELECT platform FROM students UNION SELECT submitted_at FROM attempts WHERE submitted_at NOT LIKE '%:00:00Z'").map(({ x }) => x).filter(Boolean));
    assert.ok(needles.size > 300);
    const forms = [...needles].flatMap((needle) => [needle, JSON.stringify(needle).slice(1, -1), JSON.stringify(needle).slice(1, -1).replaceAll("<", "\\u003c")]);
    const pattern = new RegExp(`(?<![\\d.])(?:${forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})(?!\\d)`, "u");
    const found = (folder) => filesOf(folder).filter((name) => !name.startsWith("assets/")).filter((name) => pattern.test(fs.readFileSync(path.join(folder, name), "utf8")) || pattern.test(name));
    assert.deepEqual(found(ANONYMOUS), []);
    assert.ok(found(SITE).length > 50, "the same search finds them where they are");
});

test("nor what a student may have written", () => {
    let written = 0;
    for (const name of filesOf(path.join(ANONYMOUS, "students"))) {
        const data = dataOf(path.join(ANONYMOUS, "students", name));
        for (const member of ["submission", "diagnostics", "student_output", "notes", "undefined", "date", "seed"])
            assert.ok(!(member in data), member);
        for (const problem of data.problems ?? []) {
            assert.deepEqual([problem.file, problem.message], ["source", "(left out)"]);
            written++;
        }
        for (const task of data.tasks)
            assert.ok(!task.finding || task.finding.file === "source");
    }
    assert.ok(written > 0, "there was something to leave out");
});

test("an anonymous site shows the same class", () => withPage(path.join(ANONYMOUS, "index.html"), {}, async (page) => {
    assert.equal(await status(page), `${one("SELECT count(*) FROM students")} students`);
    const bars = page.locator("section[aria-labelledby=scores] .column");
    assert.equal(await studentsOf(bars.nth(10)), one(`${COUNTING} SELECT count(*) FROM counting WHERE points = 100`));
    await page.locator(".students tbody a").first().click();
    await page.waitForSelector("html[data-ready]", { state: "attached" });
    assert.match(await page.locator("h1").innerText(), /^Student \d+$/);
}));

if (BIG)
    test("3,000 students open, and the table answers", () => withPage(path.join(BIG, "index.html"), {}, async (page) => {
        const opened = await page.evaluate(() => performance.now());
        const [load] = await page.evaluate(() => performance.getEntriesByType("navigation").map((entry) => entry.loadEventEnd));
        const start = Date.now();
        await page.getByLabel("Search").fill("müller");
        await page.getByRole("button", { name: /^mark/ }).click();
        console.log(`# open: ${await status(page)}; loaded after ${Math.round(load)} ms, ready before ${Math.round(opened)} ms; searched and sorted in ${Date.now() - start} ms`);
    }));
