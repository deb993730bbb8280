// read.mjs: each export read back, with a parser that is not ours, into
// { points, max, rows: [{ id, name, points, max, status }], texts }; what a format does not tell is left
// undefined. `texts` are all strings that a reader of it gets to see, unescaped.
import { DOMParser } from "@xmldom/xmldom";
import Ajv from "ajv/dist/2020.js";
import { parse as parseCsv } from "csv-parse/sync";
import { marked } from "marked";
import { readFileSync } from "node:fs";
import { Parser as TapParser } from "tap-parser";

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });

export function check(condition, what) {
    if (!condition) throw new Error(what);
}

const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);

const validators = new Map();

function validated(name, value) {
    if (!validators.has(name))
        validators.set(name, ajv.compile(JSON.parse(
            readFileSync(new URL(`schemas/${name}.schema.json`, import.meta.url), "utf8"))));
    const validate = validators.get(name);
    check(validate(value), `not as the schema says: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    return value;
}

function strings(value) {
    if (typeof value === "string") return [value];
    if (value === null || typeof value !== "object") return [];
    return Object.entries(value).flatMap(([key, v]) => [key, ...strings(v)]);
}

// ---- JSON ----

function gradescope(text) {
    const json = validated("gradescope", JSON.parse(text));
    const rows = json.tests.map((t) => ({ id: t.extra_data.id, name: t.name, points: t.score, max: t.max_score,
        status: t.extra_data.status }));
    json.tests.forEach((t) => check((t.status === "passed") === (t.extra_data.status === "passed"), "status"));
    check(json.score === sum(rows, "points"), "the score overrides the sum of the tests");
    return { points: json.score, max: sum(rows, "max"), rows, texts: strings(json) };
}

function classroom50(text) {
    const json = validated("classroom50", JSON.parse(text));
    const rows = json.tests.map((t) => ({ id: t.id, name: t["test-name"], points: t.score, max: t["max-score"],
        status: t.status }));
    json.tests.forEach((t) => check(t.passed === (t.status === "passed"), "passed"));
    return { points: json.score, max: json["max-score"], rows, texts: strings(json) };
}

function githubClassroom(text) {
    const encoded = /^result=([A-Za-z0-9+/]+=*)\n$/.exec(text);
    check(encoded, "one line, result=<base64>");
    const bytes = Buffer.from(encoded[1], "base64");
    check(bytes.toString("base64") === encoded[1], "base64 with its padding");
    const json = validated("github-classroom", JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    const words = { pass: "passed", fail: "failed", error: "error or skipped" };
    const rows = json.tests.map((t) => ({ id: t.test_code, name: t.name, points: t.score, status: words[t.status] }));
    const all = rows.every((row) => row.status === "passed");
    check((json.status === "pass") === all, "the status of the whole");
    return { points: sum(rows, "points"), max: json.max_score, rows, texts: strings(json) };
}

function check50(text) {
    const json = validated("check50", JSON.parse(text));
    const rows = json.results.map((r) => ({ id: r.name, name: r.description, points: r.data.points,
        max: r.data.max_points, status: r.data.status }));
    json.results.forEach((r) => check(
        r.passed === (r.data.status === "skipped" ? null : r.data.status === "passed"), "passed"));
    return { points: sum(rows, "points"), max: sum(rows, "max"), rows, texts: strings(json) };
}

function autolab(text) {
    const lines = text.split("\n");
    check(lines.length === 3 && lines[2] === "", "two lines");
    const json = validated("autolab", JSON.parse(lines[1]));
    const stages = JSON.parse(lines[0]);
    check(stages._presentation === "semantic" && stages.stages.join() === "Build,Test", "stages");
    const rows = Object.entries(stages.Test).map(([id, test]) => ({ id,
        status: test.passed ? "passed" : "failed, error or skipped" }));
    const scores = Object.values(json.scores);
    const points = scores.reduce((a, b) => a + b, 0);
    check(json.scoreboard[0] === points, "scoreboard");
    return { points, rows, scores: json.scores, texts: [...strings(json), ...strings(stages)] };
}

// ---- XML ----

function junit(text) {
    const root = new DOMParser({ onError: (level, message) => { throw new Error(message); } })
        .parseFromString(text, "text/xml").documentElement;
    const elements = (name) => Array.from(root.getElementsByTagName(name));
    const words = { failure: "failed", error: "error", skipped: "skipped" };
    const status = (test) => {
        const outcome = Object.keys(words).filter((name) => test.getElementsByTagName(name).length > 0);
        check(outcome.length <= 1, "one outcome a test");
        return outcome.length ? words[outcome[0]] : "passed";
    };
    const property = (test, name) => Number(Array.from(test.getElementsByTagName("property"))
        .find((p) => p.getAttribute("name") === name).getAttribute("value"));
    const all = elements("testcase");
    const rows = all.filter((t) => t.getAttribute("classname") !== "submission").map((t) => ({
        id: t.getAttribute("classname"), name: t.getAttribute("name"), points: property(t, "points"),
        max: property(t, "max_points"), status: status(t) }));
    for (const suite of [root, ...elements("testsuite")]) {
        const tests = Array.from(suite.getElementsByTagName("testcase"));
        const count = (word) => tests.filter((t) => status(t) === word).length;
        check(Number(suite.getAttribute("tests")) === tests.length, "how many tests");
        check(Number(suite.getAttribute("failures")) === count("failed"), "how many failures");
        check(Number(suite.getAttribute("errors")) === count("error"), "how many errors");
        check(Number(suite.getAttribute("skipped")) === count("skipped"), "how many skipped");
    }
    if (rows.some((row) => row.status === "skipped"))
        check(Number(root.getAttribute("errors")) > 0, "what is not built is green in no reader");
    const texts = [root, ...Array.from(root.getElementsByTagName("*"))].flatMap((element) => [
        ...Array.from(element.attributes).map((a) => a.value),
        ...Array.from(element.childNodes).filter((n) => n.nodeType === 3).map((n) => n.data)]);
    return { points: sum(rows, "points"), max: sum(rows, "max"), rows, texts };
}

// ---- lines ----

function tap(text) {
    const rows = [], tasks = [], texts = [];
    const parser = new TapParser({ strict: false });
    parser.on("child", (child) => child.on("assert", (test) => {
        const [id, ...name] = test.name.split(" ");
        check(test.ok === (test.diag.status === "passed") && !test.skip && !test.todo, "ok or not");
        texts.push(test.name, ...strings(test.diag));
        rows.push({ id, name: name.join(" "), points: test.diag.points, max: test.diag.max_points,
            status: test.diag.status });
    }));
    parser.on("assert", (test) => tasks.push(test));
    parser.on("extra", (line) => check(false, `a line that is not TAP: ${line}`));
    let result;
    parser.on("complete", (r) => (result = r));
    parser.end(text);
    check(text.startsWith("TAP version 13\n"), "the version");
    check(!result.bailout && result.plan.end === tasks.length, "the plan");
    check(result.ok === rows.every((row) => row.status === "passed"), "the whole");
    return { points: sum(rows, "points"), max: sum(rows, "max"), rows, texts };
}

// The grammar of workflow commands: ::command key=value,key=value::message, with %25 %0D %0A and, in
// values, %3A %2C.
function github(text) {
    const unescaped = (value) => value.replace(/%(25|0D|0A|3A|2C)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    const lines = text.split("\n");
    check(lines.pop() === "", "a newline at the end");
    const annotations = lines.map((line) => {
        const match = /^::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)$/.exec(line);
        check(match, `no command of ours: ${line.slice(0, 100)}`);
        check(!/%(?!25|0D|0A|3A|2C)/.test(match[2] + match[3]), "a bare %");
        const properties = Object.fromEntries(match[2].split(",").map((pair) => {
            check(/^(file|line|col|title)=/.test(pair), `property ${pair}`);
            return [pair.slice(0, pair.indexOf("=")), unescaped(pair.slice(pair.indexOf("=") + 1))];
        }));
        return { kind: match[1], ...properties, message: unescaped(match[3]) };
    });
    const count = (kind) => annotations.filter((a) => a.kind === kind).length;
    check(count("error") <= 10 && count("warning") <= 10 && count("notice") === 1, "at most 10 of a kind");
    const notice = annotations.at(-1);
    const match = /^(public|hidden) checks.*: (\d+) of (\d+) points/.exec(notice.message);
    check(notice.kind === "notice" && match, "the points");
    return { points: Number(match[2]), max: Number(match[3]), annotations, texts: annotations.flatMap(strings) };
}

function csv(text) {
    check(!/[^\r]\n/.test(text), "CRLF ends a line");
    const records = parseCsv(text, { columns: true, record_delimiter: "\r\n", relax_column_count: false });
    const rows = records.map((r) => ({ id: r.test, name: r.name, points: Number(r.points),
        max: Number(r.max_points), status: r.status }));
    const cells = records.flatMap((r) => Object.values(r));
    for (const cell of cells)
        check(!/^\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/.test(cell), `a formula: ${cell.slice(0, 50)}`);
    return { points: sum(rows, "points"), max: sum(rows, "max"), rows, texts: cells };
}

const entities = { "&#124;": "|", "&#39;": "'", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };
const decoded = (text) => text.replace(/&(#\d+|\w+);/g, (entity) => entities[entity] ?? entity);

function markdown(text) {
    const tokens = marked.lexer(text, { gfm: true });
    const texts = [];
    let table;
    marked.walkTokens(tokens, (token) => {
        check(!["html", "link", "image", "def"].includes(token.type), `${token.type}: ${token.raw.slice(0, 80)}`);
        check(!["em", "strong", "del", "list", "blockquote", "hr"].includes(token.type), `${token.type}: ${token.raw.slice(0, 80)}`);
        if (token.type === "text" || token.type === "escape")
            check(!/[@#]/.test(decoded(token.text)), `a mention: ${token.raw.slice(0, 80)}`);
        if (["code", "codespan", "text", "escape"].includes(token.type)) texts.push(token.text);
        if (token.type === "table") {
            check(!table, "one table");
            table = token;
        }
    });
    const plain = (cell) => cell.tokens.map((t) => decoded(t.text)).join("");
    const rows = table.rows.map((cells) => {
        check(cells.length === 5, "five columns");
        const [id, name, points, max, status] = cells.map(plain);
        return { id, name, points: Number(points), max: Number(max), status };
    });
    const heading = plain(tokens[0]);
    const match = /^Gradecheck, (public|hidden) checks.*: (\d+) of (\d+) points$/.exec(heading);
    check(tokens[0].type === "heading" && match, `the heading: ${heading}`);
    check(tokens.every((t) => t.type !== "heading" || t.depth <= 2), "headings");
    return { points: Number(match[2]), max: Number(match[3]), rows, texts };
}

export function codeQuality(text) {
    const json = validated("gitlab-code-quality", JSON.parse(text));
    check(new Set(json.map((entry) => entry.fingerprint)).size === json.length, "fingerprints are unique");
    return { entries: json, texts: strings(json) };
}

export const readers = {
    gradescope, classroom50, junit, github, "github-classroom": githubClassroom, autolab, tap, check50,
    markdown, csv,
};
