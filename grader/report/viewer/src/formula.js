// A formula of the grader as MathML: runs of mathematics and of words, between which a line may end.

import temml from "temml";
import { el } from "./dom.js";
import { line, text as clean } from "./values.js";
import { runs } from "./notation.js";

const OPTIONS = { trust: false, strict: true, throwOnError: true, maxExpand: 200, maxSize: [20, 20], colorIsTextColor: true };

function math(tex) {
    const holder = document.createElement("span");
    temml.render(tex, holder, OPTIONS);
    return holder.firstChild;
}

function run({ tex, text, joined, line: begins, wide }) {
    const node = tex === undefined ? el("span", { class: "word" }, text) : el("span", { class: "math" }, math(tex));
    const space = tex?.startsWith("{}") ? el("wbr") : joined || begins ? "" : wide ? "\u2003" : " ";
    return [begins && el("br"), space, node];
}

export function formula(source) {
    try {
        return el("p", { class: "formula" }, runs(clean(source)).map(run));
    } catch {
        return el("p", { class: "formula" }, el("code", {}, line(source)));
    }
}
