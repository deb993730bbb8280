// How the marks are spread.

import { el, folded } from "../dom.js";
import { table } from "../table.js";
import { columnChart } from "./bars.js";
import { decimal, people, percent, points } from "./words.js";

const BINS = 10;

// Tenths of what can be had, and those who have all of it by themselves.
export function binsOf(model) {
    const most = model.marks.most > 0 ? model.marks.most : 100, width = most / BINS;
    const bins = Array.from({ length: BINS + 1 }, (_, i) => ({ low: i * width, high: i === BINS ? most : (i + 1) * width, last: i === BINS, students: [] }));
    for (const student of model.students)
        if (student.mark !== undefined)
            bins[Math.max(0, Math.min(BINS, Math.floor(student.mark / width + 1e-9)))].students.push(student);
    return bins.map((bin) => ({ ...bin, ...namesOf(bin, width) }));
}

function namesOf(bin, width) {
    const low = points(bin.low);
    if (bin.last)
        return { label: `${low} points or more`, short: low };
    const high = Number.isInteger(width) ? String(bin.high - 1) : points(bin.high);
    return { label: Number.isInteger(width) ? `${low} to ${high} points` : `${low} to below ${high} points`, short: `${low}–${high}` };
}

const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));

export function scoresView(model, choice) {
    const { marks } = model, bins = binsOf(model);
    if (!(marks.n > 0))
        return el("section", { "aria-labelledby": "scores" }, el("h2", { id: "scores" }, "Scores"), el("p", { class: "lead" }, "Nobody has a mark yet."));
    return el("section", { "aria-labelledby": "scores" }, el("h2", { id: "scores" }, "Scores"),
        el("p", { class: "lead" }, `${people(marks.n)} ${marks.n === 1 ? "has" : "have"} a mark${model.policy ? ", after late days and the rest of the policy" : ""}.`),
        el("dl", { class: "facts" }, fact("median", points(marks.median)), fact("mean", decimal(marks.mean, 1)), fact("standard deviation", decimal(marks.sd, 1)),
            fact("lowest", points(marks.low)), fact("highest", points(marks.high)), fact("of", `${points(marks.most)} points`)),
        columnChart({
            title: "Students by mark", label: "Students by mark, a bar for each tenth of the points", choice, axis: "mark",
            hint: "Point at a bar, or walk with the arrow keys; press it to see its students.",
            columns: bins.map((bin) => ({ ...bin, parts: [[bin.last ? "part-all" : "part-mark", bin.students.length]] })),
        }),
        folded("The same in numbers", () => table("Students by mark", ["mark", "students", "share"],
            bins.map((bin) => [bin.label, String(bin.students.length), percent(bin.students.length / marks.n)]), "numbers")));
}
