// The digits that were read wrong.

import { el, svg } from "./dom.js";
import { count, list, objects } from "./values.js";

const MOST = 40;

function image(digit, width, height, maximum) {
    const pixels = list(digit.pixels).slice(0, width * height);
    const rects = pixels.map((value, i) => value > 0 && svg("rect", { x: i % width, y: Math.floor(i / width), width: 1.02, height: 1.02,
        "fill-opacity": Math.min(1, value / maximum).toFixed(2) }));
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
        "aria-label": `held-out digit ${count(digit.index)}: a ${count(digit.label)} that was read as ${count(digit.predicted)}` }, rects);
}

// Null where none was read wrong.
export function digitImages(digits) {
    const wrong = objects(digits.misclassified).slice(0, MOST);
    const width = Math.min(64, Math.max(1, count(digits.width))), height = Math.min(64, Math.max(1, count(digits.height)));
    if (wrong.length === 0)
        return null;
    const missed = count(digits.n_test) - count(digits.n_correct);
    return el("figure", {},
        el("figcaption", {}, "Digits that were read wrong",
            el("span", { class: "sub" }, `${count(digits.n_correct)} of ${count(digits.n_test)} are read right, ${count(digits.min_correct)} are asked for${missed > wrong.length ? `; the first ${wrong.length} of ${missed} others` : ""}`)),
        el("ul", { class: "digits" }, wrong.map((digit) => el("li", {}, image(digit, width, height, count(digits.maximum) || 1),
            el("span", { "aria-hidden": "true" }, el("b", {}, String(count(digit.label))), " → ", String(count(digit.predicted)))))),
        el("p", { class: "quiet" }, "What it is → what was predicted."));
}
