// Where the sources were compared: what came of it, and the way to it.

import { el } from "../dom.js";

export function similarView(model) {
    const { similar } = model;
    if (similar === undefined)
        return null;
    const pairs = similar === 1 ? "1 pair of texts has" : `${similar === 0 ? "No" : similar} pairs of texts have`;
    return el("section", { "aria-labelledby": "similar" }, el("h2", { id: "similar" }, "Similar texts"),
        el("p", { class: "lead" }, `${pairs} more in common than the threshold. That says what was measured, and nothing about how it came about.`),
        el("p", {}, el("a", { href: "similar/index.html" }, similar > 0 && !model.anonymous ? "The pairs, both texts side by side" : "What was compared")));
}
