// Bars that are buttons: each leads to its students. One of a chart is in the order of Tab; arrow keys go
// from one to the next.

import { el } from "../dom.js";
import { people, some } from "./words.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

// BUTTONS, in the order in which they are walked through.
export function walkable(buttons) {
    buttons.forEach((button, i) => { button.tabIndex = i === 0 ? 0 : -1; });
    const go = (from, to) => {
        from.tabIndex = -1;
        to.tabIndex = 0;
        to.focus();
    };
    buttons.forEach((button, i) => {
        button.addEventListener("keydown", (event) => {
            const to = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : i + (STEPS[event.key] ?? NaN);
            if (!buttons[to])
                return;
            event.preventDefault();
            go(button, buttons[to]);
        });
        button.addEventListener("focus", () => buttons.forEach((other) => { other.tabIndex = other === button ? 0 : -1; }));
    });
}

// A button for STUDENTS, LABEL being "90 to 99 points". Words that are seen on it come first in what it is called.
export function bar({ label, students, className, choice, readout }, ...content) {
    const seen = typeof content[0] === "string" ? `${content[0]}, ` : "";
    const button = el("button", { type: "button", class: className, "aria-label": `${seen}${label}: ${people(students.length)}`, "aria-pressed": "false",
        click: () => choice.set({ label, students, from: button }) }, content);
    const tell = () => readout?.replaceChildren(el("strong", {}, `${label}: ${people(students.length)}`), students.length > 0 ? ` – ${some(students)}` : "");
    button.addEventListener("mouseenter", tell);
    button.addEventListener("focus", tell);
    choice.subscribe((chosen) => button.setAttribute("aria-pressed", String(chosen?.from === button)));
    return button;
}

export const readoutOf = (hint) => el("p", { class: "readout", "aria-hidden": "true" }, hint);

// COLUMNS: { label, short, students, parts: [[class, n]], mark }, MARK a word for what begins there, drawn upwards; the longest is as high as the chart.
export function columnChart({ title, sub, label, columns, choice, axis, hint, after }) {
    const readout = readoutOf(hint), most = Math.max(1, ...columns.map((column) => column.parts.reduce((sum, [, n]) => sum + n, 0)));
    const buttons = columns.map((column) => {
        const total = column.parts.reduce((sum, [, n]) => sum + n, 0);
        const stack = el("span", { class: "stack" }, column.parts.filter(([, n]) => n > 0).map(([className, n]) => {
            const part = el("span", { class: className });
            part.style.flexGrow = String(n);
            return part;
        }));
        stack.style.height = `${100 * total / most}%`;
        const button = bar({ ...column, className: "column", choice, readout }, el("span", { class: "count" }, total > 0 ? String(total) : ""), stack);
        if (column.mark)
            button.dataset.mark = column.mark;
        return button;
    });
    walkable(buttons);
    const narrow = columns.length > 14;
    return el("figure", { class: `columns${narrow ? " many" : ""}` }, el("figcaption", {}, title, sub && el("span", { class: "sub" }, sub)),
        el("div", { class: "plot", role: "group", "aria-label": label }, buttons),
        el("div", { class: "ticks", "aria-hidden": "true" }, columns.map((column) => el("span", {}, column.short))),
        axis && el("p", { class: "axis-title", "aria-hidden": "true" }, axis), after, readout);
}
