// compare.mjs LIST: reads every export back and holds it against the results.json that it is of.
//
// LIST has a line each: NAME RESULTS HIDDEN FOLDER, of which FOLDER holds a file for each format (and
// gitlab/), and HIDDEN is what --hidden was given. Prints a table, what is wrong, and a line of counts.
import { existsSync, readFileSync } from "node:fs";
import { expectedRows } from "./expected.mjs";
import { check, codeQuality, readers } from "./read.mjs";

const MAX_BYTES = 1 << 20;
let passed = 0, failed = 0;

function test(what, run) {
    try {
        run();
        passed++;
        return true;
    } catch (error) {
        failed++;
        console.log(`FAILED: ${what}: ${error.message.slice(0, 400)}`);
        return false;
    }
}

// ---- what no reader of an export may get to see ----

const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
const command = /^[ \t]*(::|##)/m;

function harmless(text, format) {
    const seen = hidden.exec(text);
    check(!seen, `U+${seen?.[0].charCodeAt(0).toString(16)} in ${JSON.stringify(text.slice(Math.max(0, (seen?.index ?? 0) - 30), (seen?.index ?? 0) + 10))}`);
    if (format === "junit") check(!/[\ufffe\uffff]/.test(text), "what XML forbids");
    check(!/##(\[|vso\[)/.test(text), "a command in a log");
    if (format !== "github" && format !== "markdown") check(!command.test(text), `a line that is a command: ${command.exec(text)?.[0]}`);
    if (format === "markdown") check(!/^[ \t]*(::|##\[|##vso)/m.test(text), "a line that is a command");
}

function readBytes(path) {
    const bytes = readFileSync(path);
    check(bytes.length < MAX_BYTES, `${bytes.length} bytes`);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

// Only a CSV has CRs, at the ends of its lines.
function harmlessFile(text, format) {
    harmless(format === "csv" ? text.replace(/\r\n/g, "\n") : text, format);
    check(!/all (tests|checks) passed/i.test(text), "public checks are not all tests");
}

// ---- the same points and verdicts ----

function sameRows(got, expected) {
    if (!got) return;
    check(got.length === expected.length, `${got.length} rows, not ${expected.length}`);
    got.forEach((row, i) => {
        const want = expected[i];
        check(row.id === want.id, `${row.id} where ${want.id} belongs`);
        for (const key of ["points", "max"])
            check(row[key] === undefined || row[key] === want[key], `${key} of ${row.id}: ${row[key]}, not ${want[key]}`);
        check(row.status.split(/, | or /).includes(want.status), `${row.id}: ${row.status}, not ${want.status}`);
        check((row.status === "passed") === (want.status === "passed"), `${row.id}: ${row.status}`);
    });
}

function sameNames(got, expected) {
    got?.forEach((row, i) => check(row.name === undefined || row.name === expected[i].name,
        `'${row.name}', not '${expected[i].name}'`));
}

function sameScores(scores, rows) {
    if (!scores) return;
    const want = {};
    for (const row of rows) want[row.id.split("/")[0]] = (want[row.id.split("/")[0]] ?? 0) + row.points;
    check(JSON.stringify(scores) === JSON.stringify(want), `scores ${JSON.stringify(scores)}`);
}

function secretsOf(results) {
    const secrets = [];
    for (const task of results.tasks)
        for (const c of task.cases) {
            if (c.title) secrets.push(c.title);
            const element = c.element ?? {};
            for (const key of ["got", "expected", "difference"])
                if (typeof element[key] === "number" && !Number.isInteger(element[key]))
                    secrets.push(String(element[key]).slice(0, 6));
            if (element.place?.includes("[")) secrets.push(element.place);
        }
    if (results.student_output) secrets.push(results.student_output);
    return secrets.filter((s) => s.length > 5);
}

function keepsSecrets(results, mode, read, format) {
    if (!results.fixtures.hidden) return;
    const all = read.texts.join("\n");
    for (const secret of [...secretsOf(results), "SECRET"])
        check(!all.includes(secret), `it tells '${secret}'`);
    const groups = results.tasks.flatMap((t) => t.groups.map((g) => `${t.id}/${g.id}`));
    if (mode !== "names") check(!groups.some((id) => all.includes(id)), "it names groups");
    if (mode === "none")
        check(!results.tasks.some((t) => new RegExp(`\\b${t.id}:`).test(all)), "it names tasks");
}

// ---- one result in one format ----

function compare(format, file, results, mode, isHostile) {
    const rows = expectedRows(results, mode);
    const text = readBytes(file);
    harmlessFile(text, format);
    const read = readers[format](text);
    check(read.points === results.score, `${read.points} points, not ${results.score}`);
    check(read.max === undefined || read.max === results.max_score, `of ${read.max}, not ${results.max_score}`);
    sameRows(read.rows, rows);
    sameScores(read.scores, rows);
    if (!isHostile) sameNames(read.rows, rows);
    read.texts.forEach((t) => harmless(t, format));
    keepsSecrets(results, mode, read, format);
    return read;
}

function compareAnnotations(read, results) {
    const errors = (results.problems ?? []).filter((p) => p.severity === "error").slice(0, 10);
    const shown = read.annotations.filter((a) => a.kind === "error");
    errors.forEach((p, i) => check(shown[i].file === `work/submission/${p.file}` &&
        Number(shown[i].line) === p.line && Number(shown[i].col ?? 0) === (p.column ?? 0) &&
        shown[i].message === p.message, `annotation ${i}: ${JSON.stringify(shown[i])}`));
    const findings = results.tasks.filter((t) => t.finding);
    if (!results.fixtures.hidden && errors.length < 10)
        check(shown.length >= Math.min(10, errors.length + findings.length), "findings are shown");
}

function compareQuality(file, results, isHostile) {
    const text = readBytes(file);
    harmlessFile(text, "json");
    const { entries, texts } = codeQuality(text);
    texts.forEach((t) => harmless(t, "json"));
    const problems = results.problems ?? [];
    if (!isHostile) check(entries.length >= Math.min(problems.length, 200), "every problem has an entry");
    return entries.length;
}

const list = readFileSync(process.argv[2], "utf8").trim().split("\n").map((line) => line.split(" "));
const formats = Object.keys(readers);
console.log(["".padEnd(34), ...formats.map((f) => f.slice(0, 10).padStart(10))].join(" "));
for (const [name, file, mode, folder] of list) {
    const results = JSON.parse(new TextDecoder("utf-8").decode(readFileSync(file)));
    const isHostile = name.startsWith("hostile");
    const cells = formats.map((format) => {
        let read;
        test(`${name} as ${format}`, () => {
            read = compare(format, `${folder}/${format}`, results, mode, isHostile);
            if (format === "github" && !isHostile) compareAnnotations(read, results);
        });
        return String(read?.points ?? "-").padStart(10);
    });
    console.log([`${name}${results.fixtures.hidden ? ` (${mode})` : ""}`.padEnd(34), ...cells].join(" "));
    test(`${name} for GitLab`, () => {
        compareQuality(`${folder}/gitlab/gl-code-quality-report.json`, results, isHostile);
        check(readFileSync(`${folder}/gitlab/junit.xml`, "utf8") === readFileSync(`${folder}/junit`, "utf8"), "the same JUnit XML");
    });
    test(`${name}: the summary of a job is the Markdown`, () =>
        check(existsSync(`${folder}/summary`) && readFileSync(`${folder}/summary`, "utf8") === readFileSync(`${folder}/markdown`, "utf8"), "it differs"));
}
console.log(`read back: ${passed} passed, ${failed} failed`);
