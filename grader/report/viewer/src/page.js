// The page as a whole.

import { el } from "./dom.js";
import { compilerView, notices, outputView } from "./build.js";
import { attemptsView, siteOf, wayBack, whyNothing } from "./attempts.js";
import { scoreView, summary } from "./summary.js";
import { earnedAll, rightTask, taskView } from "./task.js";
import { count, line, object, objects } from "./values.js";

function footer(results) {
    const fixtures = object(results.fixtures);
    const facts = [
        ["fixtures", [line(fixtures.name), line(fixtures.version)].filter(Boolean).join(", version ") + (fixtures.hidden === true ? ", hidden" : "")],
        ["seed", results.seed !== undefined && String(results.seed).slice(0, 20)],
        ["graded", line(results.date).replace("T", " ").replace("Z", " UTC")],
        ["took", Number.isFinite(results.seconds) && `${results.seconds.toFixed(1)} s`],
        ["held by", line(results.layers)],
        ["grader", results.grader_version && `gradecheck ${line(results.grader_version)}`]];
    return el("footer", {}, el("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))));
}

function taskSections(title, id, tasks, context, lead) {
    return tasks.length > 0 && el("section", { "aria-labelledby": id }, el("h2", { id }, title), lead && el("p", { class: "lead" }, lead), tasks.map((task) => taskView(task, context)));
}

const nameOf = (results) => line(results.submission).replace(/\/+$/, "").split("/").pop() || "A submission";
const topRow = (toggle) => el("div", { class: "top-row" }, el("p", { class: "kicker" }, "Gradecheck ", el("span", {}, "backpropagation")), toggle);

function emptyView(site, name, toggle) {
    return [el("header", { class: "top" }, topRow(toggle), wayBack(site), el("h1", {}, name), el("p", { class: "quiet" }, line(site.id) !== name && line(site.id))),
        el("main", { id: "content", tabindex: -1 }, el("p", { class: "lead nothing" }, whyNothing(site)), attemptsView(site))];
}

export function pageView(results, toggle) {
    const tasks = objects(results.tasks), hidden = object(results.fixtures).hidden === true && !tasks.some((t) => objects(t.cases).some((c) => c.function));
    const wrong = tasks.filter((task) => !earnedAll(task)), right = tasks.filter(earnedAll);
    const context = { hidden, built: results.built !== false, byId: new Map(tasks.map((task) => [task.id, task])) };
    const site = siteOf(results), name = site ? line(site.name) : nameOf(results);
    if (site && tasks.length === 0)
        return emptyView(site, name, toggle);
    return [
        el("header", { class: "top" }, topRow(toggle), site && wayBack(site),
            el("h1", {}, name), site && el("p", { class: "quiet" }, line(site.id) !== name && line(site.id)), scoreView(results, tasks)),
        el("main", { id: "content", tabindex: -1 },
            site && attemptsView(site),
            notices(results),
            results.built === false && compilerView(results),
            summary(tasks),
            context.built && compilerView(results),
            context.built && taskSections("Start here", "roots", wrong.filter((task) => !task.likely_cause), context, wrong.some((task) => task.likely_cause) && "What other tasks build on comes first."),
            context.built && taskSections("Likely follows from those above", "consequences", wrong.filter((task) => task.likely_cause), context),
            !context.built && taskSections("The tasks", "roots", wrong, context),
            right.length > 0 && el("section", { "aria-labelledby": "right" }, el("h2", { id: "right" }, wrong.length === 0 ? "All tasks are right" : "Right"),
                el("ul", { class: "right-tasks" }, right.map(rightTask))),
            outputView(results)),
        footer(results)];
}

export function titleOf(results) {
    const site = siteOf(results), name = site ? line(site.name) : line(results.submission).split("/").filter(Boolean).pop() || "Submission";
    return site && objects(results.tasks).length === 0 ? name : `${name}: ${count(results.score)} of ${count(results.max_score)}`;
}
