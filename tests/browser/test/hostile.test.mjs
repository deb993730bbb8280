// Results that nobody should send: they show something, and they do nothing.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { execFileSync, spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { close, launch, open, unfold } from "../browser.js";

const { GRADECHECK, PAGES } = process.env;
const real = (name) => JSON.parse(fs.readFileSync(path.join(PAGES, `${name}.json`)));

let browser, serial = 0;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function withResults(results, use) {
    const base = path.join(PAGES, `forged-${++serial}`);
    fs.writeFileSync(`${base}.json`, JSON.stringify(results));
    execFileSync(GRADECHECK, ["report", `${base}.json`, "-o", `${base}.html`]);
    fs.unlinkSync(`${base}.json`);
    const page = await open(browser, `${base}.html`, { width: 390 });
    try {
        await unfold(page);
        await use(page, fs.readFileSync(`${base}.html`, "utf8"));
        assert.deepEqual(page.complaints, []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390, "no wider than the phone");
    } finally {
        await close(page);
        fs.unlinkSync(`${base}.html`);
    }
}

// Every string of VALUE, but those that say what a thing is, replaced.
function poison(value, text) {
    if (typeof value === "string")
        return text;
    if (Array.isArray(value))
        return value.map((item) => poison(item, text));
    if (value && typeof value === "object")
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key,
            ["format", "verdict", "outcome", "id", "name", "kind", "severity"].includes(key) ? item : poison(item, text)]));
    return value;
}

const ATTACKS = {
    "an element": '<img src=x onerror="alert(1)"><script>alert(2)</script>',
    "the end of the script": "</script><script>alert(3)</script><!--<script>",
    "TeX": "\\href{javascript:alert(4)}{x} $\\includegraphics{http://127.0.0.1/x}$ ^{_{^{_{",
    "what is not seen": "\u202egnp.exe\u2028\u2029\u0000\u200b\u061c",
    "100 KB": "A".repeat(100_000),
    "100 KB of brackets": "([{".repeat(33_000),
};

for (const [what, text] of Object.entries(ATTACKS))
    for (const name of ["wrong-lambda-not-divided", "wrong-syntax-error-in-one-file"])
        test(`${what} in every string of ${name}`, { timeout: 120_000 }, async () => {
            const results = poison(real(name), text);
            for (const task of results.tasks) // few, so that the file stays below what is read
                task.cases = task.cases.filter((one) => one.verdict !== "pass").slice(0, 1);
            results.tasks = results.tasks.filter((task) => task.points < task.max_points).slice(0, 2);
            results.problems = results.problems.slice(0, 2);
            await withResults(results, async (page, source) => {
                assert.equal(await page.locator("#page script, #page img, #page a[href^='javascript']").count(), 0);
                assert.equal(source.match(/<\/script>/g).length, 2, "the script elements of the viewer alone");
                assert.doesNotMatch(await page.locator("#page").innerText(), /[\u202e\u2028\u2029\u200b\u061c]/);
                assert.match(await page.locator(".score-number").innerText(), new RegExp(`^${results.score} / `));
            });
        });

const base = { format: "gradecheck results", format_version: 1 };
const SHAPES = {
    "nothing but a format": { ...base, tasks: [] },
    "fields of other kinds": { ...base, tasks: [null, 3, "x", [], { id: 5, title: [], groups: {}, cases: "no", checks: 7, diagnosis: null, points: "x", max_points: {} }], score: "ten", fixtures: [], problems: {}, seed: [] },
    "names of object's own": { ...base, tasks: [{ id: "__proto__", title: "constructor", points: 0, max_points: 1, likely_cause: "toString", cases: [{ verdict: "hasOwnProperty", function: "constructor", inputs: [{ name: "__proto__", n: 1, values: [1] }] }] }] },
    "arrays of other lengths": { ...base, tasks: [{ id: "gradient", points: 0, max_points: 1, step_sizes: { epsilon: [1, 0.1, -1], error: ["nan"] }, cases: [
        { verdict: "wrong", net: { units: [1e9, -1, "x"] }, outputs: [{ name: "grad", n: 3, expected: [1, 2, 3], got: [1] }, { name: "a", n: 1, expected: ["nan"], got: ["inf"] }] },
        { verdict: "wrong", net: { units: [2, 2] }, outputs: [{ name: "grad", n: 6, expected: [1, 2, 3, 4, 5, 6], got: [null, "nan", "inf", "-inf", 5, {}] }, { name: "history", n: 2, expected: [1e308, -1e308], got: [1, 2] }], digits: { width: 1e9, height: -1, maximum: 0, misclassified: [{ pixels: ["x"] }, 5] } }] }] },
};

for (const [what, results] of Object.entries(SHAPES))
    test(`a page of ${what}`, () => withResults(results, async (page) => {
        assert.equal(await page.locator("h1").count(), 1);
        assert.equal(await page.getByText("undefined").count(), 0);
    }));

test("a hidden set: it is said that numbers are not shown, and the page is whole", async () => {
    const results = real("wrong-delta-sign");
    results.fixtures.hidden = true;
    for (const task of results.tasks) {
        delete task.step_sizes;
        for (const test of task.cases) {
            for (const field of ["title", "function", "net", "inputs", "outputs", "digits"])
                delete test[field];
            for (const field of ["got", "expected", "bound", "difference"])
                delete test.element?.[field];
        }
    }
    await withResults(results, async (page) => {
        assert.match(await page.locator(".notices").innerText(), /hidden set: inputs and expected values are not shown/);
        assert.match(await page.locator("#task-backprop").innerText(), /A hidden set: inputs and expected values are not shown/);
        assert.doesNotMatch(await page.locator("main").innerText(), /\bgot\b/);
    });
});

test("a grading that did not end says so", () => withResults({ ...real("wrong-delta-sign"), complete: false }, async (page) => {
    assert.match(await page.locator(".notices").innerText(), /did not come to its end/);
}));

test("what is no results.json is refused in one line that names the file", () => {
    const file = path.join(PAGES, "refused.json"), out = path.join(PAGES, "refused.html");
    const whole = JSON.stringify(real("wrong-delta-sign"));
    const rows = [[whole.slice(0, 5000), /is cut off/], ["", /is not JSON/], ["<html>", /is not JSON/], ["[1]", /holds no results/],
        ['{"format":"gradecheck results","format_version":2,"tasks":[]}', /is of format_version 2/],
        ['{"format":"gradecheck results","format_version":1}', /'tasks' is not an array/],
        ["[".repeat(5000), /is not JSON|is cut off/], [" ".repeat((8 << 20) + 1), /is larger than/], [null, /cannot open/]];
    for (const [content, why] of rows) {
        if (content === null)
            fs.unlinkSync(file);
        else
            fs.writeFileSync(file, content);
        const { status, stderr } = spawnSync(GRADECHECK, ["report", file, "-o", out], { encoding: "utf8" });
        assert.equal(status, 2, stderr);
        assert.match(stderr, why);
        assert.match(stderr, /^gradecheck: .*refused\.json.*\n$/);
        assert.equal(fs.existsSync(out), false);
    }
});

test("a viewer that is not there is told", () => {
    const file = path.join(PAGES, "wrong-stub.json");
    const { status, stderr } = spawnSync(GRADECHECK, ["report", file, "-o", path.join(PAGES, "x.html"), "--viewer", path.join(PAGES, "no.html")], { encoding: "utf8" });
    assert.equal(status, 3);
    assert.match(stderr, /cannot open '.*no\.html'/);
});
