// Tables of numbers.

import { el } from "./dom.js";

// COLUMNS: names; ROWS: arrays of what stands in the cells, the first of them the row's head.
export function table(caption, columns, rows, className) {
    return el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption },
        el("table", { class: className }, el("caption", {}, caption),
            el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)))),
            el("tbody", {}, rows.map(([head, ...cells]) => el("tr", {}, el("th", { scope: "row" }, head), cells.map((cell) => el("td", {}, cell)))))));
}
