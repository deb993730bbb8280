// The formulas that the grader knows, and some that nobody should send.

import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import zlib from "node:zlib";
import temml from "temml";
import { runs } from "../src/notation.js";

const root = new URL("../../../../", import.meta.url);
const read = (path) => fs.readFileSync(new URL(path, root));

function misconceptionFormulas() {
    const data = JSON.parse(zlib.gunzipSync(read("fixtures/public/misconceptions.json.gz")));
    return (data.misconceptions ?? data).map((known) => [known.formula].flat().join(" "));
}

// In the rubric, the string behind that of the lecture's topic; adjacent literals are one.
function rubricFormulas() {
    const rows = read("grader/rubric.c").toString().replace(/"\s*\n\s*"/g, "").split(/\n {4}\{"/).slice(1, 17);
    return rows.map((row) => [...`"${row}`.matchAll(/"([^"]*)"/g)][3]?.[1]);
}

const texts = (formula) => runs(formula).map(({ tex, text }) => tex ?? `"${text}"`);
const strict = { trust: false, strict: true, throwOnError: true };

const KNOWN = [...misconceptionFormulas(), ...rubricFormulas()];

test("all formulas are found", () => {
    assert.equal(rubricFormulas().length, 16);
    assert.ok(misconceptionFormulas().length >= 160);
    for (const formula of KNOWN)
        assert.match(formula ?? "", /./);
});

test("every formula of the grader is typeset without an error", () => {
    for (const formula of KNOWN) {
        const parts = runs(formula);
        assert.ok(parts.some((part) => part.tex) || /one behind the other|small and different/.test(formula), formula);
        for (const { tex } of parts)
            if (tex !== undefined)
                assert.doesNotMatch(temml.renderToString(tex, strict), /temml-error|merror/, `${formula}: ${tex}`);
    }
});

const EXACT = [
    ["dJ/dTheta^(l) = 1/m Delta^(l) + lambda/m Theta^(l)",
        ["\\frac{\\partial J}{\\partial \\Theta^{(l)}}", "{}= \\frac{1}{m} \\Delta^{(l)}", "{}+ \\frac{\\lambda}{m} \\Theta^{(l)}"]],
    ["g(z) = 1 / (1 + e^-z)", ["g(z)", "{}= \\frac{1}{1 + e^{-z}}"]],
    ["h_k = e^{z_k} / sum_j e^{z_j}", ["h_{k}", "{}= \\frac{e^{z_{k}}}{\\sum_{j} e^{z_{j}}}"]],
    ["n = sum over l = 1..L of s_l (s_{l-1} + 1)", ["n", "{}= \\sum_{l = 1}^{L} s_{l} (s_{l-1} + 1)"]],
    ["norm2(a - b) / (norm2(a) + norm2(b))", ["\\frac{\\lVert a - b \\rVert}{\\lVert a \\rVert + \\lVert b \\rVert}"]],
    ["norm2(v) = sqrt(v_0^2 + ... + v_(n-1)^2)", ["\\lVert v \\rVert", "{}= \\sqrt{v_{0}^{2} + \\dots + v_{n-1}^{2}}"]],
    ["theta := theta - alpha dJ/dtheta", ["\\theta", "{}\\coloneqq \\theta - \\alpha \\, \\frac{\\partial J}{\\partial \\theta}"]],
    ["history[k] = J(theta before step k)", ['"history"', "[k]", "{}= J(\\theta \\text{ before } \\text{step } k)"]],
    ["loss = - sum_k y_k log h_k", ['"loss"', "{}= - \\sum_{k} y_{k} \\log h_{k}"]],
    ["g'(z) = a (1 - a)", ["g{\\prime}(z)", "{}= a (1 - a)"]],
    ["lambda/(2m) sum over samples of the loss", ["\\frac{\\lambda}{2m} \\sum_{\\text{samples}}", '"loss"']],
    ["`iterations` steps, |z| up to 1e3", ["\\texttt{iterations}", '"steps,"', "\\vert z\\vert", '"up to"', "10^{3}"]],
];

for (const [formula, expected] of EXACT)
    test(`TeX of: ${formula}`, () => assert.deepEqual(texts(formula), expected));

test("no command of TeX comes in from outside", () => {
    for (const evil of ["\\href{javascript:alert(1)}{x}", "(\\includegraphics{http://x/})", "`\\def\\x{}`", "x^{\\input{y}}", "e^\\x", "[#1 $ & % ~ ^ _]", "a_\\b"])
        for (const { tex } of runs(evil))
            if (tex !== undefined) {
                assert.doesNotMatch(tex, /\\(href|includegraphics|def|input|x\b|b\b)/, evil);
            }
});

test("what is too long or too deep is refused", () => {
    assert.throws(() => runs("(".repeat(100) + "x"), RangeError);
    assert.throws(() => runs("x ".repeat(2000)), RangeError);
});

test("what is cut off is still typeset", () => {
    for (const formula of KNOWN.slice(0, 40))
        for (let n = 1; n < formula.length; n += 3)
            assert.doesNotThrow(() => runs(formula.slice(0, n)), formula.slice(0, n));
});
