// The class as the page knows it, and which of its students are chosen.

import { count, line, list, object, objects, text } from "../values.js";

export const FULL = "all", SOME = "some", NONE = "none";

function studentOf(json, index, nTasks) {
    const attempts = list(json.attempts).map(([seconds, points], i) => ({ at: 1000 * seconds, points, counts: i === json.counts }));
    const counting = Number.isInteger(json.counts) ? attempts[json.counts] : undefined;
    const name = line(json.name) || line(json.id);
    return {
        index, name, id: line(json.id), section: line(json.section), page: `students/${encodeURIComponent(String(json.key ?? ""))}.html`,
        mark: Number.isFinite(json.mark) ? json.mark : undefined, attempts, counting, at: counting?.at,
        late: count(json.late_days), tasks: counting ? list(json.tasks).slice(0, nTasks) : undefined, versions: list(json.versions),
        stranger: json.stranger === true, extended: json.extended === true, refused: text(json.refused), failed: text(json.failed), override: text(json.override),
        searched: `${name} ${line(json.id)} ${line(json.section)}`.toLowerCase(),
    };
}

export function classOf(json) {
    const tasks = objects(json.tasks).map((task, index) => ({ ...task, index }));
    const students = objects(json.students).map((student, i) => studentOf(student, i, tasks.length));
    const deadline = Date.parse(json.deadline);
    return {
        title: line(json.title), anonymous: json.anonymous === true, policy: json.policy === true, similar: Number.isInteger(json.similar_pairs) ? json.similar_pairs : undefined, madeAt: Date.parse(json.made_at), version: line(json.version),
        deadline: Number.isFinite(deadline) ? deadline : undefined, marks: object(json.marks), tasks, students, causes: objects(json.causes),
        versions: ["graders", "fixtures", "machines", "layers"].map((kind) => list(json[kind]).map(line)),
        handedIn: students.filter((s) => s.attempts.length > 0), graded: students.filter((s) => s.counting),
        nothing: students.filter((s) => s.attempts.length === 0 && !s.failed),
    };
}

// How a student did in a task; undefined without an attempt that counts.
export function standing(student, task) {
    const points = student.tasks?.[task.index];
    if (!Number.isFinite(points))
        return undefined;
    return points >= task.max_points ? FULL : points > 0 ? SOME : NONE;
}

export const lacking = (layers) => ["landlock", "seccomp"].filter((name) => layers !== "" && !layers.split(/,\s*/).includes(name));

// What wants a person's eye, with the students and why.
export function attention(model) {
    const { students } = model, layersOf = (s) => model.versions[3][s.versions[3]] ?? "";
    return [
        { id: "refused", title: "could not be read", why: (s) => s.refused, students: students.filter((s) => s.refused) },
        { id: "failed", title: "the grader failed", why: (s) => s.failed, students: students.filter((s) => s.failed) },
        { id: "stranger", title: "not on the roster", why: (s) => s.attempts.length ? "" : "nothing handed in", students: students.filter((s) => s.stranger) },
        { id: "lacking", title: "graded with layers missing", why: (s) => `without ${lacking(layersOf(s)).join(" and ")}`, students: students.filter((s) => s.counting && lacking(layersOf(s)).length > 0) },
        { id: "override", title: "mark set by hand", why: (s) => s.override, students: students.filter((s) => s.override) },
    ].filter((group) => group.students.length > 0);
}

// Which students are chosen by a bar, as { label, students, from }, or null. Whoever wants to know subscribes.
export function choice() {
    const subscribers = [];
    let chosen = null;
    return {
        get: () => chosen,
        set(next) {
            chosen = next;
            for (const subscriber of subscribers)
                subscriber(chosen);
        },
        subscribe: (subscriber) => { subscribers.push(subscriber); },
    };
}
