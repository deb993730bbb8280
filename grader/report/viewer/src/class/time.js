// When the class handed in, against the deadline.

import { el, folded } from "../dom.js";
import { table } from "../table.js";
import { columnChart } from "./bars.js";
import { day, moment, people, whole } from "./words.js";

const HOUR = 3600e3, DAY = 24 * HOUR;
const WIDTHS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 365 * DAY];
const MOST = 28, LABELS = 6;

// Bins of round widths that the deadline is an edge of; without one, that midnight is.
export function timeBins(model) {
    const attempts = model.students.flatMap((student) => student.attempts.map((attempt) => ({ student, at: attempt.at }))).filter(({ at }) => Number.isFinite(at));
    if (attempts.length === 0)
        return [];
    let first = Infinity, last = -Infinity;
    for (const { at } of attempts)
        first = Math.min(first, at), last = Math.max(last, at);
    const edge = model.deadline === undefined ? new Date(first).setHours(0, 0, 0, 0) : model.deadline + 1000;
    const width = WIDTHS.find((w) => Math.floor((last - edge) / w) - Math.floor((first - edge) / w) < MOST) ?? WIDTHS.at(-1);
    const low = Math.floor((first - edge) / width), high = Math.floor((last - edge) / width);
    const bins = Array.from({ length: Math.min(high - low + 1, 400) }, (_, i) => ({ from: edge + (low + i) * width, to: edge + (low + i + 1) * width, n: 0, students: new Set() }));
    for (const { student, at } of attempts) {
        const bin = bins[Math.floor((at - edge) / width) - low];
        if (bin)
            bin.n++, bin.students.add(student);
    }
    return bins.map((bin, i) => ({ ...bin, students: [...bin.students], late: model.deadline !== undefined && bin.from > model.deadline, mark: bin.from === edge && model.deadline !== undefined && i > 0 ? "deadline" : undefined,
        span: `${moment(bin.from)} to ${moment(bin.to)}`, label: `${moment(bin.from)} to ${moment(bin.to)}, ${bin.n} ${bin.n === 1 ? "attempt" : "attempts"}`, short: i % Math.ceil(bins.length / LABELS) === 0 ? (width < 6 * HOUR ? moment(bin.from) : day(bin.from)) : "" }));
}

export function timeView(model, choice) {
    const bins = timeBins(model), attempts = model.students.reduce((sum, student) => sum + student.attempts.length, 0);
    if (bins.length === 0)
        return null;
    const late = model.students.filter((student) => student.late > 0);
    const due = model.deadline !== undefined && `The deadline was ${whole(model.deadline)}. `;
    return el("section", { "aria-labelledby": "time" }, el("h2", { id: "time" }, "When they handed in"),
        el("p", { class: "lead" }, due, `${attempts} attempts of ${people(model.handedIn.length)}`, model.deadline !== undefined && `; ${people(late.length)} with late days in the attempt that counts`, "."),
        columnChart({
            title: "Attempts over time", sub: model.deadline === undefined ? "no deadline is known: a policy names it" : undefined, label: "Attempts over time, a bar for each span", choice,
            columns: bins.map((bin) => ({ ...bin, parts: [[bin.late ? "part-late" : "part-mark", bin.n]] })), hint: "Point at a bar to see the span; press it to see who handed in then.",
            after: model.deadline !== undefined && el("ul", { class: "key" }, [["part-mark", "before the deadline"], ["part-late", "after it"]].map(([className, name]) => el("li", {}, el("span", { class: `swatch ${className}`, "aria-hidden": "true" }), name))),
        }),
        folded("The same in numbers", () => table("Attempts over time", ["span", "attempts", "students"], bins.filter((bin) => bin.n > 0).map((bin) => [bin.span + (bin.late ? ", late" : ""), String(bin.n), String(bin.students.length)]), "numbers")));
}
