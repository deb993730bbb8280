// A task that did not earn all: what it is about, why it fails, and where that is seen.

import { el, folded } from "./dom.js";
import { formula } from "./formula.js";
import { caseView, isFailing } from "./case.js";
import { stepSizes } from "./step_sizes.js";
import { capital, count, line, object, objects, plural, text } from "./values.js";

export const taskAnchor = (id) => `task-${text(id, 40).replace(/[^A-Za-z0-9-]/g, "-")}`;
export const titleOfTask = (task) => capital(line(task.title) || line(task.id));
export const earnedAll = (task) => count(task.points) >= count(task.max_points);

const KINDS = { misconception: "Likely mistake", behaviour: "What is seen", structure: "Where it lies" };
const OPEN_CASES = 1;

function causeView(cause) {
    return el("div", { class: "cause" },
        el("p", { class: "kind" }, KINDS[cause.kind] ?? "Cause"),
        el("h4", {}, capital(line(cause.title) || line(cause.id))),
        cause.formula && formula(String(cause.formula)),
        cause.advice && el("p", {}, text(cause.advice)),
        cause.kind === "misconception" && cause.id && el("p", { class: "quiet" }, "More: ", el("code", {}, `make explain NAME=${line(cause.id)}`)));
}

function failedChecks(checks) {
    const failed = checks.filter((check) => check.outcome === "fail" || check.outcome === "remark");
    return failed.length > 0 && el("div", {}, el("h4", {}, "Properties that do not hold"),
        el("ul", { class: "checks" }, failed.map((check) => el("li", {}, el("code", {}, line(check.id)), " ",
            check.outcome === "remark" && el("span", { class: "quiet" }, "(remark) "), line(check.message)))));
}

function groupList(groups) {
    return groups.length > 1 && el("ul", { class: "groups" }, groups.map((group) => {
        const all = count(group.points) >= count(group.max_points);
        return el("li", { class: all ? "is-right" : "is-wrong" }, el("span", { "aria-hidden": "true" }, all ? "✓ " : "✗ "),
            line(group.title) || line(group.id), el("span", { class: "quiet" }, ` ${count(group.points)}/${count(group.max_points)}`));
    }));
}

function casesView(cases, hidden, openFirst) {
    const failing = cases.filter(isFailing);
    const passed = cases.length - failing.length;
    return failing.length > 0 && el("div", { class: "cases" },
        el("h4", {}, plural(failing.length, "failing case"), passed > 0 && el("span", { class: "quiet" }, `, ${passed} right`)),
        hidden && el("p", { class: "quiet" }, "A hidden set: inputs and expected values are not shown."),
        failing.map((test, i) => caseView(test, openFirst && i < OPEN_CASES)));
}

function findingView(finding) {
    return finding.file && el("p", { class: "finding" }, "A sanitizer stops at ", el("code", {}, `${line(finding.file)}:${count(finding.line)}`), `: ${line(finding.what)}`);
}

// BY_ID: all tasks, to name the one that this one follows from.
export function taskView(task, { hidden, built, byId }) {
    const causes = objects(object(task.diagnosis).causes), consistency = line(object(task.diagnosis).consistency);
    const root = byId.get(task.likely_cause);
    return el("section", { class: "task", id: taskAnchor(task.id), "aria-labelledby": `${taskAnchor(task.id)}-title` },
        el("header", {},
            el("h3", { id: `${taskAnchor(task.id)}-title` }, titleOfTask(task)),
            el("p", { class: "points" }, el("b", {}, String(count(task.points))), ` / ${count(task.max_points)} points`)),
        el("p", { class: "about" }, el("code", {}, line(task.id)), task.lecture && el("span", {}, "Lecture: ", el("b", {}, line(task.lecture)))),
        task.likely_cause && el("p", { class: "follows" }, "Likely follows from ",
            root ? el("a", { href: `#${taskAnchor(root.id)}` }, titleOfTask(root)) : el("code", {}, line(task.likely_cause)), ": repair that one first."),
        task.formula && formula(String(task.formula)),
        task.forfeit && el("p", { class: "notice" }, line(task.forfeit)),
        causes.map(causeView),
        consistency && el("p", { class: "message" }, capital(consistency), "."),
        findingView(object(task.finding)),
        built && failedChecks(objects(task.checks)),
        groupList(objects(task.groups)),
        task.step_sizes && stepSizes(object(task.step_sizes)),
        built && casesView(objects(task.cases), hidden, !task.likely_cause));
}

// A task that earned all, in a line; with what there is to see.
export function rightTask(task) {
    const digits = objects(task.cases).filter((test) => test.digits);
    const remarks = objects(task.checks).filter((check) => check.outcome === "remark");
    const body = () => [
        task.lecture && el("p", { class: "quiet" }, `Lecture: ${line(task.lecture)}`),
        task.formula && formula(String(task.formula)),
        failedChecks(remarks),
        task.step_sizes && stepSizes(object(task.step_sizes)),
        digits.map((test) => caseView(test, true))];
    return el("li", { id: taskAnchor(task.id) }, folded([el("span", { class: "tick", "aria-hidden": "true" }, "✓"), " ", titleOfTask(task),
        el("span", { class: "case-points" }, `${count(task.points)}/${count(task.max_points)}`)], body, { className: "right-task" }));
}
