// How the error of a numerical gradient goes with its step: the V of truncation and rounding.

import { folded, svg } from "./dom.js";
import { chart, key, linePath, logarithmic } from "./chart.js";
import { list, number, show } from "./values.js";
import { table } from "./table.js";

const UNIT_SHARE = 0.11; // of the accepted rounding, what one rounding of J causes

function rowsOf(sizes) {
    const [epsilon, error, truncation, rounding] = ["epsilon", "error", "truncation", "rounding"].map((name) => list(sizes[name]).map(number));
    return epsilon.map((e, i) => ({ epsilon: e, error: error[i], classical: truncation[i] + UNIT_SHARE * rounding[i], bound: truncation[i] + rounding[i] }))
        .filter((row) => row.epsilon > 0);
}

const path = (rows, x, y, value) => linePath(rows.map((row) => [x(row.epsilon), row[value] > 0 ? y(row[value]) : NaN]));

// Null where there is nothing to draw.
export function stepSizes(sizes) {
    const rows = rowsOf(sizes);
    const values = rows.flatMap((row) => [row.error, row.classical, row.bound]).filter((v) => v > 0 && Number.isFinite(v));
    if (rows.length < 2 || values.length === 0)
        return null;
    const steps = rows.map((row) => row.epsilon);
    const low = Math.min(...values), y = logarithmic(low, Math.max(...values)), floor = y.ends[0];
    const above = rows.filter((row) => !(row.error <= row.bound)).length;
    return chart({
        title: "Error of the numerical gradient against its step",
        sub: above ? `${above} of ${rows.length} steps lie above what is accepted` : "every step lies within what is accepted",
        label: `Error of the numerical gradient against the step epsilon, both logarithmic. ${above} of ${rows.length} steps lie above what is accepted. The numbers stand in the table below.`,
        axes: { x: { scale: logarithmic(Math.min(...steps), Math.max(...steps)), name: "step ε", log: true },
            y: { scale: y, name: "largest error of an element", log: true } },
        marks: (px, py) => [
            svg("path", { class: "line bound", d: path(rows, px, py, "bound") }),
            svg("path", { class: "line right", d: path(rows, px, py, "classical") }),
            svg("path", { class: "line got", d: path(rows, px, py, "error") }),
            rows.filter((row) => Number.isFinite(row.error)).map((row) => svg("circle", { class: "dot got", cx: px(row.epsilon), cy: py(Math.max(row.error, floor)), r: 4 }))],
        legend: key([["got", "both", "yours"], ["right", "line", "two-sided quotient in theory: truncation and rounding"], ["bound", "line", "accepted up to here"]]),
        table: foldedTable(rows),
    });
}

function foldedTable(rows) {
    return folded("The same in numbers", () => table("Error of the numerical gradient", ["step ε", "your error", "in theory", "accepted"],
        rows.map((row) => [show(row.epsilon, 3), show(row.error, 3), show(row.classical, 3), show(row.bound, 3)]), "numbers"));
}
