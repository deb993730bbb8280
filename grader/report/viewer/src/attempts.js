// A page in the site of a class: whose attempt it shows, and what else was handed in.

import { el } from "./dom.js";
import { count, line, object, objects } from "./values.js";

export const siteOf = (results) => (results.site ? object(results.site) : null);

const moment = (iso) => line(iso).replace("T", " ").replace("Z", " UTC");

export function wayBack(site) {
    return el("p", { class: "way-back" }, el("a", { href: "../index.html" }, "← ", line(site.class) || "The class"));
}

function attemptView(attempt, i) {
    const name = `Attempt ${i + 1}`;
    return el("li", {}, attempt.page && !attempt.shown ? el("a", { href: encodeURIComponent(String(attempt.page)) }, name) : attempt.shown ? el("b", { "aria-current": "page" }, name) : name,
        el("span", { class: "number" }, attempt.page ? `${count(attempt.points)} / ${count(attempt.max_points)}` : "–"),
        el("span", { class: "quiet" }, moment(attempt.submitted_at), attempt.counts && ", counts", attempt.refused && `, could not be read: ${line(attempt.refused)}`));
}

// The attempts where there are several, or where one needs a word.
export function attemptsView(site) {
    const attempts = objects(site.attempts), words = [
        Number.isFinite(site.mark) && ["mark", String(site.mark)], count(site.late_days) > 0 && ["late", `${count(site.late_days)} ${count(site.late_days) === 1 ? "day" : "days"}`],
        site.override && ["set by hand", line(site.override)], site.failed && ["the grader failed", line(site.failed)]].filter(Boolean);
    const facts = words.length > 0 && el("dl", { class: "mark-facts" }, words.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
    if (attempts.length === 0 || (attempts.length === 1 && attempts[0].shown))
        return facts;
    return el("section", { "aria-labelledby": "attempts" }, facts, el("h2", { id: "attempts" }, "Attempts"), el("ol", { class: "attempts" }, attempts.map(attemptView)));
}

export const whyNothing = (site) => (site.failed ? "The grader failed on what was handed in; it is graded again by the next call of gradeclass."
    : objects(site.attempts).length > 0 ? "Nothing that was handed in counts, so there is nothing to show." : "Nothing was handed in.");
