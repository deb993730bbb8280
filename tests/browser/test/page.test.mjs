// What stands on the pages of real gradings, and how they are used.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { close, launch, open, unfold } from "../browser.js";

const PAGES = process.env.PAGES;
const names = fs.readdirSync(PAGES).filter((name) => name.endsWith(".html")).map((name) => name.slice(0, -5));
const fileOf = (name) => path.join(PAGES, `${name}.html`);
const resultsOf = (name) => JSON.parse(fs.readFileSync(path.join(PAGES, `${name}.json`)));
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function withPage(name, options, use) {
    const page = await open(browser, fileOf(name), options);
    try {
        await use(page);
        assert.deepEqual(page.complaints, [], "no error, no message, no request");
    } finally {
        await close(page);
    }
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

for (const name of names) {
    test(`${name}: score, tasks and causes are those of results.json`, () => withPage(name, {}, async (page) => {
        const results = resultsOf(name);
        assert.equal(await page.locator(".score-number").innerText(), `${results.score} / ${results.max_score}`);
        assert.equal(await page.title(), `${name}: ${results.score} of ${results.max_score}`);
        const rows = await page.locator(".part li").allInnerTexts();
        assert.deepEqual(rows.map((row) => row.replace(/^\S+\s+/, "").replace(/\s+/g, " ")),
            results.tasks.map((task) => `${capital(task.title)} ${task.points}/${task.max_points}`));
        for (const task of results.tasks) {
            const section = page.locator(`#task-${task.id}`);
            assert.equal(await section.count(), 1, task.id);
            if (task.points === task.max_points)
                continue;
            assert.match(await section.locator("header").innerText(), new RegExp(`${task.points} / ${task.max_points} points`));
            assert.deepEqual(await section.locator(".cause h4").allInnerTexts(), task.diagnosis.causes.map((cause) => capital(cause.title)));
            assert.equal(await section.locator(".follows").count(), task.likely_cause ? 1 : 0);
        }
    }));

    test(`${name}: is small, and whole when all is open`, async () => {
        assert.ok(fs.statSync(fileOf(name)).size < 500_000, `${fs.statSync(fileOf(name)).size} bytes`);
        await withPage(name, {}, async (page) => {
            await unfold(page);
            const failing = resultsOf(name).tasks.flatMap((task) => task.cases).filter((test) => test.verdict !== "pass");
            const shown = await page.locator(".cases .case-body").count();
            assert.equal(shown, resultsOf(name).built ? failing.length : 0);
            assert.equal(await page.getByText("undefined").count(), 0);
            assert.equal(await page.locator("svg [d*=NaN], svg [cx=NaN], svg [cy=NaN], svg [y=NaN]").count(), 0);
        });
    });

    test(`${name}: no page is wider than a phone`, () => withPage(name, { width: 390 }, async (page) => {
        await unfold(page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
    }));

}

// The others hold nothing that these do not. Each once, in one of four ways; with AXE=all in each.
const WAYS = [["light", 1000], ["dark", 1000], ["light", 390], ["dark", 390]];
const KINDS = ["wrong-lambda-not-divided", "wrong-history-late", "wrong-one-sided", "wrong-init-equal"];
if (process.env.AXE === "all")
    KINDS.push("right-several-files", "wrong-syntax-error");

for (const [at, name] of KINDS.entries())
    for (const [scheme, width] of process.env.AXE === "all" ? WAYS : [WAYS[at % WAYS.length]])
        test(`${name}: axe finds nothing, ${scheme}, ${width} px`, () => withPage(name, { scheme, width }, async (page) => {
            await unfold(page);
            await page.evaluate(axeSource);
            const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
            assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`), []);
        }));

test("what is at the root comes before what follows from it", () => withPage("wrong-delta-sign", {}, async (page) => {
    const order = await page.locator("main section.task").evaluateAll((nodes) => nodes.map((node) => node.id));
    assert.ok(order.indexOf("task-backprop") >= 0 && order.indexOf("task-backprop") < order.indexOf("task-gradient"), order.join(" "));
    assert.match(await page.locator("#task-gradient .follows").innerText(), /^Likely follows from One sample, forward and backward/);
}));

test("a heat map tells the element under the pointer", () => withPage("wrong-lambda-not-divided", {}, async (page) => {
    const figure = page.locator("#task-gradient figure.heatmap").first(), map = figure.locator(".map").first();
    const test = resultsOf("wrong-lambda-not-divided").tasks.find((task) => task.id === "gradient").cases.find((test) => test.verdict !== "pass");
    const grad = test.outputs.find((output) => output.name === "grad"), columns = test.net.units[0] + 1;
    await map.scrollIntoViewIfNeeded();
    const svg = map.locator("svg"), plane = await svg.locator(".plane").nth(1).boundingBox();
    const side = plane.height / test.net.units[1];
    await page.mouse.move(plane.x + 1.5 * side, plane.y + 2.5 * side);
    const readout = await figure.locator("output").innerText();
    assert.match(readout, /^Θ⁽¹⁾ row 2, column 2 ✗ wrong/);
    const shown = Number(/got (\S+),/.exec(readout)[1].replace("−", "-"));
    const got = grad.got[2 * columns + 2];
    assert.ok(Math.abs(shown - got) <= 1e-5 * Math.abs(got), `${shown} is ${got}`);
}));

test("arrow keys walk through a heat map, and Tab leaves it", () => withPage("wrong-lambda-not-divided", {}, async (page) => {
    const figure = page.locator("#task-gradient figure.heatmap").first(), readout = figure.locator("output");
    await figure.locator(".map").first().focus();
    assert.match(await readout.innerText(), /^Θ⁽¹⁾ row 0, column 0 \(bias\)/);
    for (const [key, place] of [["ArrowRight", "row 0, column 1"], ["ArrowDown", "row 1, column 1"], ["End", "row 1, column 3"],
        ["ArrowRight", "row 1, column 3"], ["Home", "row 1, column 0 \\(bias\\)"], ["ArrowUp", "row 0, column 0 \\(bias\\)"], ["ArrowUp", "row 0, column 0 \\(bias\\)"]]) {
        await page.keyboard.press(key);
        assert.match(await readout.innerText(), new RegExp(`^Θ⁽¹⁾ ${place}`), key);
    }
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /^Θ⁽²⁾/);
    assert.match(await readout.innerText(), /^Θ⁽²⁾/);
}));

test("Tab goes from the skip link to the theme and the tasks in order", () => withPage("wrong-lambda-not-divided", {}, async (page) => {
    const seen = [];
    for (let i = 0; i < 6; i++) {
        await page.keyboard.press("Tab");
        seen.push(await page.evaluate(() => document.activeElement.getAttribute("href") ?? document.activeElement.className));
    }
    assert.deepEqual(seen, ["#content", "toggle", "#task-sigmoid", "#task-gates", "#task-neuron", "#task-graph"]);
}));

test("a link to a right task opens it", () => withPage("wrong-lambda-not-divided", {}, async (page) => {
    await page.locator('a[href="#task-digits"]').click();
    await page.waitForSelector("#task-digits details[open] .formula");
}));

test("the button changes the theme", () => withPage("wrong-lambda-not-divided", {}, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole("button", { name: "Dark theme" }).click();
    assert.notEqual(await paper(), light);
    await page.getByRole("button", { name: "Light theme" }).click();
    assert.equal(await paper(), light);
}));

test("formulas are MathML, and none is left as text", () => withPage("wrong-delta-sign", {}, async (page) => {
    await unfold(page);
    assert.ok(await page.locator(".formula math").count() > 20);
    assert.equal(await page.locator(".formula > code, .formula .temml-error, .formula merror").count(), 0);
}));

test("each kind of picture is there", async () => {
    const expected = { "wrong-one-sided": "Error of the numerical gradient against its step", "wrong-history-late": "Cost before each step of gradient descent",
        "wrong-init-equal": "Digits that were read wrong", "wrong-delta-sign": "Error terms δ, layer by layer", "wrong-lambda-not-divided": "Error of grad, element by element" };
    for (const [name, title] of Object.entries(expected))
        await withPage(name, {}, async (page) => {
            await unfold(page);
            assert.ok(await page.locator("figcaption", { hasText: title }).count() > 0, `${name}: ${title}`);
        });
});

test("where nothing was built, the compiler's errors come first", () => withPage("wrong-syntax-error", {}, async (page) => {
    const [first] = resultsOf("wrong-syntax-error").problems;
    assert.equal(await page.locator("main h2").first().innerText(), "It could not be built");
    assert.match((await page.locator(".problems li").first().innerText()).replace(/\s+/g, " "), new RegExp(`error ${first.file}:${first.line}:${first.column}`));
}));

test("the page can be printed", () => withPage("wrong-delta-sign", {}, async (page) => {
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok((pdf.toString("latin1").match(/\/Type *\/Page\b/g) ?? []).length > 3);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await page.locator(".toggle").isVisible(), false);
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim());
    assert.equal(paper, "#fdfdfb", "light, also where the reader prefers dark");
}));

test("time to open, only told", async (t) => {
    await withPage("right-several-files", {}, async () => {}); // the browser itself starts
    for (const name of ["wrong-lambda-not-divided", "wrong-stub", "wrong-delta-sign"])
        await withPage(name, {}, async (page) => {
            const ms = await page.evaluate(() => Math.round(performance.getEntriesByType("navigation")[0].loadEventEnd));
            t.diagnostic(`open: ${name} ${fs.statSync(fileOf(name)).size} bytes, loaded and drawn after ${ms} ms`);
        });
});
