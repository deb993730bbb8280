// Score and tasks at a glance.

import { el } from "./dom.js";
import { count, line, plural } from "./values.js";
import { earnedAll, taskAnchor, titleOfTask } from "./task.js";

const share = (points, most) => (most > 0 ? Math.max(0, Math.min(1, points / most)) : 0);

function bar(points, most) {
    const fill = el("span", { class: "bar-fill" });
    fill.style.width = `${100 * share(points, most)}%`;
    return el("span", { class: "bar", "aria-hidden": "true" }, fill);
}

function taskRow(task) {
    const points = count(task.points), most = count(task.max_points), all = earnedAll(task);
    const [mark, word] = all ? ["✓", "all points"] : points > 0 ? ["◐", "some points"] : ["✗", "no points"];
    return el("li", { class: all ? "all" : points > 0 ? "some" : "none" },
        el("a", { href: `#${taskAnchor(task.id)}` },
            el("span", { class: "mark", role: "img", "aria-label": word }, mark),
            el("span", { class: "task-name" }, titleOfTask(task)),
            bar(points, most),
            el("span", { class: "number" }, `${points}/${most}`)));
}

function partView([title, tasks]) {
    const sum = (name) => tasks.reduce((total, task) => total + count(task[name]), 0);
    return el("div", { class: "part" },
        el("h3", {}, title, " ", el("span", { class: "number" }, `${sum("points")}/${sum("max_points")}`)),
        el("ul", {}, tasks.map(taskRow)));
}

export function summary(tasks) {
    const parts = new Map();
    for (const task of tasks) {
        const title = line(task.part_title) || (task.part ? `Part ${count(task.part)}` : "Tasks");
        parts.set(title, [...(parts.get(title) ?? []), task]);
    }
    return el("section", { "aria-labelledby": "glance" }, el("h2", { id: "glance" }, "At a glance"),
        tasks.length === 0 ? el("p", {}, "There are no tasks in these results.") : el("div", { class: "parts" }, [...parts].map(partView)));
}

export function scoreView(results, tasks) {
    const score = count(results.score), most = count(results.max_score), right = tasks.filter(earnedAll).length;
    return el("div", { class: "score" },
        el("p", { class: "score-number" }, el("b", {}, String(score)), el("span", {}, ` / ${most}`)),
        bar(score, most),
        el("p", {}, tasks.length > 0 && right === tasks.length ? "Every task earns all its points." : `${right} of ${plural(tasks.length, "task")} ${right === 1 ? "earns" : "earn"} all points.`));
}
