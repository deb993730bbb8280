// What the class earned in each task, and who has all, some, or none of it.

import { el } from "../dom.js";
import { capital, line } from "../values.js";
import { bar, readoutOf, walkable } from "./bars.js";
import { FULL, NONE, SOME, standing } from "./model.js";
import { decimal } from "./words.js";

export const titleOf = (task) => capital(line(task.title) || line(task.id));
const WORDS = { [FULL]: "all points", [SOME]: "some points", [NONE]: "no points" };

function partsOf(model) {
    const parts = new Map();
    for (const task of model.tasks) {
        const title = line(task.part_title) || "Tasks";
        parts.set(title, [...(parts.get(title) ?? []), task]);
    }
    return [...parts];
}

export const studentsWith = (model, task, how) => model.students.filter((student) => standing(student, task) === how);

function taskRow(model, task, choice, readout) {
    const buttons = [FULL, SOME, NONE].map((how) => {
        const students = studentsWith(model, task, how);
        const share = task.n > 0 ? students.length / task.n : 0;
        const button = students.length > 0 && bar({ label: `${titleOf(task)}, ${WORDS[how]}`, students, className: `segment part-${how}`, choice, readout },
            el("span", {}, share > 0.07 ? String(students.length) : ""));
        if (button)
            button.style.flexGrow = String(students.length);
        return button;
    }).filter(Boolean);
    walkable(buttons);
    return el("li", { id: `task-${line(task.id)}` },
        el("span", { class: "task-name" }, titleOf(task)),
        el("span", { class: "segments", role: "group", "aria-label": titleOf(task) }, buttons),
        el("span", { class: "number" }, el("b", {}, decimal(task.mean, 1)), ` / ${task.max_points}`));
}

export function tasksView(model, choice) {
    const readout = readoutOf("The mean of the points stands at the right. Press a part of a bar to see its students.");
    return model.graded.length > 0 && el("section", { "aria-labelledby": "tasks" }, el("h2", { id: "tasks" }, "Points in each task"),
        el("p", { class: "lead" }, "As measured, of the attempt that counts."),
        el("ul", { class: "key" }, [FULL, SOME, NONE].map((how) => el("li", {}, el("span", { class: `swatch part-${how}`, "aria-hidden": "true" }), WORDS[how]))),
        el("div", { class: "class-parts" }, partsOf(model).map(([title, tasks]) => el("div", { class: "class-part" }, el("h3", {}, title),
            el("ul", {}, tasks.map((task) => taskRow(model, task, choice, readout)))))),
        readout);
}
