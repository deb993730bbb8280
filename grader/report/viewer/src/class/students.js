// The students as a table that is sorted, searched, and cut to what a bar stands for. Only a page of rows is
// drawn at a time, so that it stays quick with thousands.

import { el, svg } from "../dom.js";
import { standing } from "./model.js";
import { titleOf } from "./tasks.js";
import { moment, people, points } from "./words.js";

const ROWS = 50, CELL = 9;
const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

// What is not there comes last, whichever way.
const byNumber = (value) => (a, b, sign) => {
    const [x, y] = [value(a), value(b)];
    return x === undefined || y === undefined ? (x === undefined) - (y === undefined) : sign * (x - y);
};
const byText = (value) => (a, b, sign) => sign * compare(value(a), value(b));

const STATES = [
    ["", "everyone", () => true],
    ["mark", "with a mark", (s) => s.mark !== undefined],
    ["late", "late", (s) => s.late > 0],
    ["nothing", "handed in nothing", (s) => s.attempts.length === 0],
    ["refused", "could not be read", (s) => s.refused !== ""],
    ["failed", "the grader failed", (s) => s.failed !== ""],
    ["stranger", "not on the roster", (s) => s.stranger],
];

function stateOf(student) {
    const words = [student.failed && "grader failed", student.refused && "could not be read", student.attempts.length === 0 && !student.failed && "nothing handed in",
        student.stranger && "not on the roster", student.override && "set by hand", student.extended && "extended"].filter(Boolean);
    return words.length > 0 && el("span", { class: "flag" }, words.join(", "));
}

// A cell for each task, full, half or empty.
function cells(model, student) {
    if (!student.tasks)
        return "–";
    const full = model.tasks.filter((task) => standing(student, task) === "all").length;
    return svg("svg", { class: "cells", width: model.tasks.length * CELL, height: 14, role: "img", "aria-label": `${full} of ${model.tasks.length} tasks with all points` },
        model.tasks.map((task, i) => {
            const how = standing(student, task) ?? "none";
            return svg("rect", { class: `cell-${how}`, x: i * CELL, y: how === "all" ? 0.5 : how === "some" ? 5 : 10.5, width: CELL - 2, height: how === "all" ? 13 : how === "some" ? 8.5 : 3, rx: 1 },
                svg("title", {}, `${titleOf(task)}: ${student.tasks[i] ?? "–"} of ${task.max_points}`));
        }));
}

function columnsOf(model) {
    const sections = model.students.some((student) => student.section);
    return [
        { name: "student", sort: byText((s) => s.name), cell: (s) => [el("a", { href: s.page }, s.name), s.id !== s.name && !model.anonymous && el("span", { class: "quiet id" }, s.id), stateOf(s)] },
        sections && { name: "group", sort: byText((s) => s.section), cell: (s) => s.section },
        { name: "mark", first: -1, number: true, sort: byNumber((s) => s.mark), cell: (s) => (s.mark === undefined ? "–" : points(s.mark)) },
        { name: "tasks", first: -1, sort: byNumber((s) => s.tasks && model.tasks.reduce((sum, task) => sum + ({ all: 1, some: 0.5 }[standing(s, task)] ?? 0), 0)), cell: (s) => cells(model, s) },
        { name: "attempts", first: -1, number: true, sort: byNumber((s) => s.attempts.length), cell: (s) => String(s.attempts.length) },
        { name: "handed in", first: -1, sort: byNumber((s) => s.at), cell: (s) => (s.at === undefined ? "–" : moment(s.at)) },
        model.students.some((s) => s.late > 0) && { name: "days late", first: -1, number: true, sort: byNumber((s) => s.late), cell: (s) => (s.late > 0 ? el("span", { class: "late" }, String(s.late)) : "") },
    ].filter(Boolean);
}

const option = ([value, name]) => el("option", { value }, name);
const field = (name, control) => el("label", {}, el("span", {}, name), control);

export function studentsView(model, choice) {
    const columns = columnsOf(model), sections = [...new Set(model.students.map((s) => s.section).filter(Boolean))].sort(compare);
    const state = { column: columns[0], sign: 1, page: 0, words: "", section: "", state: "" };
    let found = [];

    const search = el("input", { type: "search", autocomplete: "off", spellcheck: "false", placeholder: model.anonymous ? "number" : "name, id, group", input: () => { state.words = search.value.trim().toLowerCase(); refresh(); } });
    const section = el("select", { change: () => { state.section = section.value; refresh(); } }, option(["", "all"]), sections.map((name) => option([name, name])));
    const kind = el("select", { change: () => { state.state = kind.value; refresh(); } }, STATES.filter(([value, , test]) => value === "" || model.students.some(test)).map(option));
    const chip = el("p", { class: "chip", hidden: true });
    const status = el("p", { class: "status", role: "status" });
    const body = el("tbody"), pager = el("nav", { class: "pager", "aria-label": "Pages of the table" });
    const heads = columns.map((column) => el("th", { scope: "col", class: column.number && "is-number" }, el("button", { type: "button", click: () => sortBy(column) }, column.name, el("span", { class: "arrow", "aria-hidden": "true" }))));

    function sortBy(column) {
        state.sign = state.column === column ? -state.sign : column.first ?? 1;
        state.column = column;
        refresh();
    }

    function chosenStudents() {
        const chosen = choice.get(), test = STATES.find(([value]) => value === state.state)[2];
        return (chosen ? chosen.students : model.students).filter((s) => test(s) && (!state.section || s.section === state.section) && (!state.words || s.searched.includes(state.words)));
    }

    function rows(students) {
        body.replaceChildren(...students.map((student) => el("tr", {}, columns.map((column, i) => el(i === 0 ? "th" : "td", { scope: i === 0 && "row", class: column.number && "is-number" }, column.cell(student))))));
    }

    function draw() {
        const pages = Math.max(1, Math.ceil(found.length / ROWS)), from = state.page * ROWS;
        rows(found.slice(from, from + ROWS));
        const go = (page) => () => { state.page = page; draw(); };
        const button = (name, page) => el("button", { type: "button", disabled: page < 0 || page >= pages || page === state.page, click: go(page) }, name);
        pager.replaceChildren(...(pages > 1 ? [button("First", 0), button("Previous", state.page - 1), el("span", {}, `${from + 1}–${Math.min(from + ROWS, found.length)} of ${found.length}`), button("Next", state.page + 1), button("Last", pages - 1)] : []));
    }

    function refresh() {
        found = chosenStudents().sort((a, b) => state.column.sort(a, b, state.sign) || a.index - b.index);
        state.page = 0;
        heads.forEach((head, i) => head.setAttribute("aria-sort", columns[i] !== state.column ? "none" : state.sign > 0 ? "ascending" : "descending"));
        status.textContent = found.length === model.students.length ? people(found.length) : `${found.length} of ${people(model.students.length)}`;
        draw();
    }

    function showChoice(chosen) {
        chip.hidden = !chosen;
        chip.replaceChildren(...(chosen ? [el("strong", {}, chosen.label), el("button", { type: "button", click: () => choice.set(null) }, "Show everyone"),
            chosen.from && el("button", { type: "button", click: () => { chosen.from.scrollIntoView({ block: "center" }); chosen.from.focus(); } }, "Back to the bar")].filter(Boolean) : []));
        search.value = state.words = section.value = state.section = kind.value = state.state = "";
        refresh();
        if (chosen)
            heading.scrollIntoView(), heading.focus({ preventScroll: true });
    }

    const heading = el("h2", { id: "students", tabindex: -1 }, "Students");
    choice.subscribe(showChoice);
    refresh();
    addEventListener("beforeprint", () => { rows(found); pager.replaceChildren(); });
    addEventListener("afterprint", draw);
    return el("section", { class: "students", "aria-labelledby": "students" }, heading, chip,
        el("div", { class: "controls", role: "search", "aria-label": "Students" }, field("Search", search), sections.length > 1 && field("Group", section), field("Who", kind), status),
        el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Table of students" }, el("table", {}, el("caption", { class: "unseen" }, "Students, a page of them at a time"), el("thead", {}, el("tr", {}, heads)), body)), pager);
}
