// Item analysis: how hard a task is, and how well it tells those who know from those who do not.

import { el, svg } from "../dom.js";
import { chart } from "../chart.js";
import { line } from "../values.js";
import { NONE, SOME, standing } from "./model.js";
import { bar } from "./bars.js";
import { titleOf } from "./tasks.js";
import { decimal, percent } from "./words.js";

const EASY = 0.95, HARD = 0.3, WEAK = 0.2;

// The usual rules of thumb, in words.
export function remark({ difficulty, discrimination }) {
    if (!Number.isFinite(difficulty))
        return "";
    if (!Number.isFinite(discrimination))
        return difficulty >= 1 ? "everyone has all points: it tells nothing apart" : "the same for everyone: it tells nothing apart";
    const remarks = [difficulty >= EASY ? "very easy" : difficulty <= HARD && "hard",
        discrimination < 0 ? "those who are good at the rest do worse here: look at it" : discrimination < WEAK && "says little about the rest"];
    return remarks.filter(Boolean).join("; ");
}

const withoutAll = (model, task) => model.students.filter((student) => [SOME, NONE].includes(standing(student, task)));

const unit = (low) => Object.assign((value) => (value - low) / (1 - low), { ends: [low, 1] });

// The names of neighbours would lie upon each other: a number stands for each task.
function plot(model, choice) {
    const tasks = model.tasks.filter((task) => Number.isFinite(task.difficulty) && Number.isFinite(task.discrimination));
    if (tasks.length === 0)
        return el("p", { class: "lead" }, "There is nothing to draw: in no task do points differ.");
    const low = Math.min(0, ...tasks.map((task) => Math.floor(task.discrimination * 5) / 5)), left = Math.min(0.8, Math.floor(Math.min(...tasks.map((task) => task.difficulty)) * 5) / 5);
    const undrawn = model.tasks.length - tasks.length;
    return chart({
        title: "Difficulty and discrimination", sub: `easy tasks to the right, those that tell students apart at the top; numbers as in the table${undrawn ? `; ${undrawn} without a discrimination not drawn` : ""}`,
        label: `Discrimination against difficulty of ${tasks.length} tasks. The numbers stand in the table below.`,
        axes: { x: { scale: unit(left), name: "difficulty: mean share of the points" }, y: { scale: unit(low), name: "discrimination" } },
        marks: (x, y, box) => [
            WEAK > low && svg("line", { class: "line bound", x1: box.left, x2: box.right, y1: y(WEAK), y2: y(WEAK) }),
            placed(tasks, x, y, box).map(({ task, cx, cy }) => svg("g", { class: `item${task.discrimination < WEAK ? " weak" : ""}`,
                click: () => choice.set({ label: `${titleOf(task)}, not all points`, students: withoutAll(model, task) }) },
                svg("title", {}, `${titleOf(task)}: difficulty ${decimal(task.difficulty, 2)}, discrimination ${decimal(task.discrimination, 2)}`),
                svg("circle", { cx, cy, r: 10 }), svg("text", { x: cx, y: cy + 4, "text-anchor": "middle" }, String(task.index + 1))))],
    });
}

// Dots that would cover each other are moved apart, a little.
function placed(tasks, x, y, box) {
    const dots = tasks.map((task) => ({ task, cx: x(task.difficulty), cy: y(task.discrimination) }));
    for (let round = 0; round < 60; round++)
        for (const [i, a] of dots.entries())
            for (const b of dots.slice(i + 1)) {
                const dx = b.cx - a.cx || 0.1, dy = b.cy - a.cy, distance = Math.hypot(dx, dy);
                if (distance >= 19)
                    continue;
                const push = (19 - distance) / 2 / distance;
                a.cx -= dx * push, b.cx += dx * push, a.cy -= dy * push, b.cy += dy * push;
                for (const dot of [a, b])
                    dot.cx = Math.min(dot.cx, box.right + 4), dot.cy = Math.min(dot.cy, box.bottom);
            }
    return dots;
}

function row(model, task, choice) {
    const students = withoutAll(model, task);
    return el("tr", { class: task.discrimination < WEAK ? "weak" : undefined },
        el("td", {}, String(task.index + 1)), el("th", { scope: "row" }, titleOf(task)),
        [`${decimal(task.mean, 2)} / ${task.max_points}`, decimal(task.difficulty, 2), decimal(task.discrimination, 2), percent(task.all / task.n), percent(task.some / task.n), percent(task.none / task.n)].map((cell) => el("td", {}, cell)),
        el("td", { class: "words" }, students.length > 0 ? bar({ label: `${titleOf(task)}, not all points`, students, className: "inline", choice }, `${students.length} without all`) : "–",
            remark(task) && el("span", { class: "remark" }, remark(task))));
}

export function itemsView(model, choice) {
    if (model.graded.length === 0)
        return null;
    const caption = "The tasks as items";
    return el("section", { "aria-labelledby": "items" }, el("h2", { id: "items" }, "Item analysis"),
        el("p", { class: "lead" }, "Difficulty is the mean share of the points, so an easy task has a high one. Discrimination is the correlation of a task's points with those of all other tasks; below 0.2 (the dotted line) a task says little about the rest.",
            Number.isFinite(model.marks.alpha) && ` Reliability of the whole, Cronbach's alpha: ${decimal(model.marks.alpha, 2)}.`),
        plot(model, choice),
        el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption }, el("table", { class: "numbers items" }, el("caption", {}, caption),
            el("thead", {}, el("tr", {}, ["#", "task", "mean", "difficulty", "discrimination", "all", "some", "none", "who, and what strikes"].map((name) => el("th", { scope: "col" }, name)))),
            el("tbody", {}, model.tasks.map((task) => row(model, task, choice))))));
}
