// Who needs a look, who handed in nothing, and what it all was graded with.

import { el, folded } from "../dom.js";
import { bar } from "./bars.js";
import { links } from "./causes.js";
import { attention } from "./model.js";
import { people, percent, whole } from "./words.js";

const MOST = 100;

function group(title, students, why, choice) {
    const body = () => [
        el("p", {}, bar({ label: title, students, className: "inline", choice }, `Show ${people(students.length)} in the table`)),
        why ? el("ul", { class: "reasons" }, students.slice(0, MOST).map((student) => el("li", {}, el("a", { href: student.page }, student.name), why(student) && el("span", { class: "quiet" }, ` ${why(student)}`))),
            students.length > MOST && el("li", { class: "quiet" }, `and ${students.length - MOST} more`)) : links(students, MOST)];
    return el("li", {}, folded([el("span", { class: "rank" }, el("b", {}, String(students.length))), el("span", { class: "cause-title" }, title)], body, { className: "cause-row" }));
}

export function lookView(model, choice) {
    const groups = attention(model);
    return el("section", { "aria-labelledby": "look" }, el("h2", { id: "look" }, "Who needs a look"),
        model.nothing.length + groups.length === 0 ? el("p", { class: "lead" }, "Everyone handed in, and everything was graded.") : el("ul", { class: "causes" },
            model.nothing.length > 0 && group("Handed in nothing", model.nothing, null, choice),
            groups.map(({ title, students, why }) => group(title.charAt(0).toUpperCase() + title.slice(1), students, why, choice))));
}

const NAMES = ["grader", "fixtures", "machine", "layers in force"], SHOWN = 12;

function versions(model, kind, choice) {
    const rows = model.versions[kind].map((name, i) => ({ name: name || "none", students: model.students.filter((s) => s.versions[kind] === i) })).filter(({ students }) => students.length > 0).sort((a, b) => b.students.length - a.students.length);
    const left = rows.length - SHOWN;
    return el("div", {}, el("dt", {}, NAMES[kind]),
        rows.slice(0, SHOWN).map(({ name, students }) => el("dd", {}, el("code", {}, name), " ",
            rows.length > 1 && bar({ label: `${NAMES[kind]} ${name}`, students, className: "inline", choice }, `${people(students.length)}, ${percent(students.length / model.graded.length)}`))),
        left > 0 && el("dd", { class: "quiet" }, `and ${left} more`),
        rows.length === 0 && el("dd", {}, "–"));
}

export function versionsView(model, choice) {
    const several = [0, 1].some((kind) => model.versions[kind].length > 1);
    return el("section", { "aria-labelledby": "versions" }, el("h2", { id: "versions" }, "What it was graded with"),
        several && el("p", { class: "lead" }, "Not all were graded alike: points of different graders or fixtures may not compare. ", el("code", {}, "gradeclass grade"), " grades what is behind again."),
        el("dl", { class: "versions" }, [0, 1, 2, 3].map((kind) => versions(model, kind, choice))));
}

export function footerView(model) {
    const facts = [["made", Number.isFinite(model.madeAt) && whole(model.madeAt)], ["with", `gradeclass ${model.version}`], ["names", model.anonymous && "left out"], ["marks", model.policy ? "after a policy" : "as measured, the last attempt"]];
    return el("footer", {}, el("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))));
}
