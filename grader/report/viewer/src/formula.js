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

// One that is wider than the page is scrolled, by the keyboard, too.
const widths = new ResizeObserver((entries) => {
    for (const { target } of entries)
        if (target.scrollWidth > target.clientWidth)
            target.tabIndex = 0;
        else
            target.removeAttribute("tabindex");
});

function content(source) {
    try {
        return runs(clean(source)).map(run);
    } catch {
        return el("code", {}, line(source));
    }
}

export function formula(source) {
    const paragraph = el("p", { class: "formula" }, content(source));
    widths.observe(paragraph);
    return paragraph;
}
