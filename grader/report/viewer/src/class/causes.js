// What the class misunderstood, most students first.

import { el, folded } from "../dom.js";
import { formula } from "../formula.js";
import { capital, line, list, text } from "../values.js";
import { bar } from "./bars.js";
import { titleOf } from "./tasks.js";
import { people, percent } from "./words.js";

const FIRST = 8, NAMES = 24;

export function links(students, most = NAMES) {
    const left = students.length - most;
    return el("ul", { class: "names" }, students.slice(0, most).map((student) => el("li", {}, el("a", { href: student.page }, student.name))),
        left > 0 && el("li", { class: "quiet" }, `and ${left} more`));
}

function causeView(model, cause, most, choice) {
    const students = list(cause.students).map((i) => model.students[i]).filter(Boolean);
    const fill = el("span", { class: "fill" });
    fill.style.width = `${100 * students.length / most}%`;
    const title = capital(line(cause.title) || line(cause.id));
    const tasks = list(cause.tasks).map((i) => model.tasks[i]).filter(Boolean);
    const head = [el("span", { class: "rank" }, el("b", {}, String(students.length)), el("span", { class: "quiet" }, ` ${percent(students.length / model.graded.length)}`)),
        el("span", { class: "cause-title" }, title, el("span", { class: "track", "aria-hidden": "true" }, fill))];
    return el("li", { id: `cause-${line(cause.id)}` }, folded(head, () => [
        el("div", { class: "cause" },
            el("p", { class: "kind" }, el("code", {}, line(cause.id)), tasks.length > 0 && ` in ${tasks.map(titleOf).join(", ")}`),
            cause.formula && formula(String(cause.formula)),
            cause.advice && el("p", {}, text(cause.advice)),
            el("p", { class: "who" }, bar({ label: title, students, className: "inline", choice }, `Show ${people(students.length)} in the table`)),
            links(students))], { className: "cause-row" }));
}

function listOf(model, causes, choice) {
    const most = Math.max(1, ...model.causes.map((cause) => list(cause.students).length));
    const view = (cause) => causeView(model, cause, most, choice);
    return [el("ol", { class: "causes" }, causes.slice(0, FIRST).map(view)),
        causes.length > FIRST && folded(`${causes.length - FIRST} more`, () => el("ol", { class: "causes", start: FIRST + 1 }, causes.slice(FIRST).map(view)), { className: "more" })];
}

export function causesView(model, choice) {
    const mistakes = model.causes.filter((cause) => cause.kind === "misconception"), others = model.causes.filter((cause) => cause.kind !== "misconception");
    return model.graded.length > 0 && el("section", { "aria-labelledby": "causes" }, el("h2", { id: "causes" }, "What was misunderstood"),
        el("p", { class: "lead" }, "The likely mistakes that the grader named, in the attempts that count. Open one for its formula, what to tell students, and who they are."),
        mistakes.length > 0 ? listOf(model, mistakes, choice) : el("p", {}, "No misconception was named."),
        others.length > 0 && [el("h3", {}, "What else was seen"), listOf(model, others, choice)]);
}
