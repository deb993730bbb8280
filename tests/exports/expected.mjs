// expected.mjs: the rows that every export of a results.json has to show, worked out from the file itself.

const statuses = {
    crash: "error", timeout: "error", forbidden: "error",
    "not built": "skipped", skipped: "skipped",
};

function groupRow(task, group) {
    const failing = task.cases.find((c) => c.group === group.id && c.verdict !== "pass");
    let status = "passed";
    if (group.points < group.max_points || (group.max_points === 0 && failing))
        status = failing ? statuses[failing.verdict] ?? "failed" : "failed";
    return { id: `${task.id}/${group.id}`, name: `${task.id}: ${group.title}`, points: group.points,
             max: group.max_points, status };
}

function sumRow(results, id, name, points, max) {
    const status = points === max ? "passed" : results.built ? "failed" : "skipped";
    return { id, name, points, max, status };
}

// MODE is what --hidden was given; it counts for hidden sets alone.
export function expectedRows(results, mode) {
    if (results.fixtures.hidden && mode === "none")
        return [sumRow(results, "total", "total: all tasks", results.score, results.max_score)];
    if (results.fixtures.hidden && mode === "score")
        return results.tasks.map((t) => sumRow(results, t.id, `${t.id}: ${t.title}`, t.points, t.max_points));
    return results.tasks.flatMap((task) => task.groups.map((group) => groupRow(task, group)));
}
