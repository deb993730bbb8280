// What the compiler said, and what else there is to know about the run.

import { el, folded } from "./dom.js";
import { count, line, objects, plural, text } from "./values.js";

function problemView(problem) {
    const place = [line(problem.file), problem.line && count(problem.line), problem.column && count(problem.column)].filter(Boolean).join(":");
    return el("li", { class: problem.severity === "error" ? "error" : "warning" },
        el("span", { class: "verdict" }, line(problem.severity) || "message"), " ", el("code", {}, place), " ", el("span", {}, line(problem.message)));
}

export function compilerView(results) {
    const problems = objects(results.problems), diagnostics = text(results.diagnostics);
    const errors = problems.filter((problem) => problem.severity === "error"), warnings = problems.filter((problem) => problem.severity !== "error");
    const failed = results.built === false || count(results.n_failed) > 0;
    if (!failed && !diagnostics && problems.length === 0)
        return null;
    const title = results.built === false ? "It could not be built" : failed ? `${plural(count(results.n_failed), "file")} did not compile` : "What the compiler said";
    const whole = diagnostics && folded("All that the compiler said", () => el("pre", { tabindex: 0 }, diagnostics));
    return el("section", { class: failed ? "compiler failed" : "compiler", "aria-labelledby": "compiler" }, el("h2", { id: "compiler" }, title),
        results.built === false && el("p", {}, "No function could be called, so every case counts as failed. Repair the first error; others often follow from it."),
        errors.length > 0 && el("ul", { class: "problems" }, errors.map(problemView)),
        warnings.length > 0 && folded(plural(warnings.length, "warning"), () => el("ul", { class: "problems" }, warnings.map(problemView)), { open: !failed && warnings.length < 6 }),
        results.undefined && el("p", {}, "Called, and defined nowhere: ", el("code", {}, line(results.undefined))),
        whole);
}

export function notices(results) {
    const notes = text(results.notes);
    const items = [
        results.complete === false && "This grading did not come to its end: what follows holds the tasks that were done, and the score is no mark.",
        results.fixtures?.hidden === true && "Graded with a hidden set: inputs and expected values are not shown.",
        results.lacking && `This machine lacks ${line(results.lacking)}: the code ran with less protection than usual.`,
        notes && notes.split("\n").filter(Boolean).slice(0, 50).map(line),
    ].flat().filter(Boolean);
    return items.length > 0 && el("ul", { class: "notices", "aria-label": "Notices" }, items.map((item) => el("li", {}, item)));
}

export function outputView(results) {
    const output = text(results.student_output);
    return output && el("section", { "aria-labelledby": "printed" }, el("h2", { id: "printed" }, "What the submission printed"),
        folded("The end of it", () => el("pre", { tabindex: 0 }, output)));
}
