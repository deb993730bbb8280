// The page as a whole.

import { el } from "../dom.js";
import { causesView } from "./causes.js";
import { itemsView } from "./items.js";
import { footerView, lookView, versionsView } from "./look.js";
import { attention } from "./model.js";
import { scoresView } from "./scores.js";
import { similarView } from "./similar.js";
import { studentsView } from "./students.js";
import { tasksView } from "./tasks.js";
import { timeView } from "./time.js";
import { points } from "./words.js";

function figure(label, students, choice, note) {
    return el("li", {}, el("button", { type: "button", click: ({ currentTarget }) => choice.set({ label, students, from: currentTarget }) },
        el("b", {}, String(students.length)), " ", el("span", {}, label), " ", note && el("span", { class: "quiet" }, note)));
}

function head(model, choice, toggle) {
    const look = [...new Set(attention(model).flatMap((group) => group.students))], late = model.students.filter((s) => s.late > 0);
    const all = model.students.length;
    const share = (n) => (all > 0 ? `${Math.round(100 * n / all)} % of ${all}` : "");
    return el("header", { class: "top" }, el("div", { class: "top-row" }, el("p", { class: "kicker" }, "Gradecheck ", el("span", {}, "the class")), toggle),
        el("h1", {}, model.title || "The class"),
        el("div", { class: "class-score" },
            el("p", { class: "score-number" }, el("b", {}, points(model.marks.median)), el("span", {}, ` / ${points(model.marks.most)}`), el("span", { class: "what" }, "median mark")),
            el("ul", { class: "figures" }, figure("handed in", model.handedIn, choice, share(model.handedIn.length)), figure("handed in nothing", model.nothing, choice),
                model.deadline !== undefined && figure("late", late, choice), figure("need a look", look, choice))));
}

const PLACES = [["scores", "Scores"], ["tasks", "Tasks"], ["causes", "Misunderstood"], ["items", "Items"], ["time", "Time"], ["look", "Needs a look"], ["similar", "Similar"], ["students", "Students"], ["versions", "Versions"]];

export function pageView(model, choice, toggle) {
    const sections = [scoresView, tasksView, causesView, itemsView, timeView, lookView, similarView, studentsView, versionsView].map((view) => view(model, choice)).filter(Boolean);
    const there = new Set(sections.map((section) => section.getAttribute("aria-labelledby")));
    return [head(model, choice, toggle),
        el("nav", { class: "places", "aria-label": "Parts of this page" }, el("ul", {}, PLACES.filter(([id]) => there.has(id)).map(([id, name]) => el("li", {}, el("a", { href: `#${id}` }, name))))),
        el("main", { id: "content", tabindex: -1 }, sections),
        footerView(model)];
}
