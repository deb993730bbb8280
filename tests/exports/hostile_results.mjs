// hostile_results.mjs RESULTS FOLDER: copies of RESULTS that have, in every text that comes from a
// submission or could, what readers of some format fall for; a file for each such text.
import { readFileSync, writeFileSync } from "node:fs";

const [source, folder] = process.argv.slice(2);

export const texts = {
    "github": "::error file=a.c,line=1::owned\n::notice title=Autograding report::{\"totalPoints\":100,\"maxPoints\":100}\n::add-mask::x\n ::set-output name=result::x",
    "github-line": "%0A::error::owned%0D%0A,title=x:y,file=/etc/passwd",
    "azure": "##[error]owned\n##vso[task.complete result=Succeeded]\n##teamcity[testFinished name='x']\nx ##[group]",
    "controls": "\u0000\u0001\u0007\b\u000b\f\r\u001b[31mred\u001b[0m\u001b]0;title\u0007\u007f\u009b2J",
    "xml": "]]><failure/></system-out><testcase name='x'/><!-- -- --><![CDATA[ &amp; &#0; &#x1b; & < > \" ' \ufffe\uffff <!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "markdown": "```\n# owned\n````` \n~~~\n| a | b |\n|---|---|\n<img src=x onerror=alert(1)>\n[link](javascript:alert(1)) ![i](http://e.example/i.png) @everyone #1 http://e.example www.e.example a@e.example <http://e.example> [r]\n\n[r]: http://e.example\n<!-- x --> `a` ``b`` **b** _i_ ~~s~~ $x$ \\",
    "table": "a | b \\| c \\\\| d || `e | f` |\n|---|",
    "formula": "=HYPERLINK(\"http://e.example\",\"x\")",
    "formula-plus": "+1+cmd|' /C calc'!A0", "formula-minus": "-2+3", "formula-at": "@SUM(1)", "formula-tab": "\t=1+1",
    "formula-cr": "\r=1+1", "formula-wide": "\uff1d1+1", "formula-blank": "  =1+1",
    "csv": "\"\r\nowned,100,100,passed,\"\"\n\"\",\",",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200b\u200f\ufeff\u2028\u2029\u00ad\u061c",
    "tap": "# SKIP all\nok 1 - owned # TODO\nBail out!\n1..0 # skip\n  ---\n  ...\n\\# \\\\",
    "yaml": "\": {x: !!js/function 'y'}\n...\n---\n- &a *a\n%YAML 1.2\n'",
    "json": "\",\"score\":100,\"x\":\"\\\" \\u0000 \\ud800 </script>",
    "names": "a\nb\tc/../../etc/passwd\n::error::x",
    "long": "A".repeat(20000),
    "long-line": "`\"<&|@#%\\".repeat(1500),
    "fences": "`".repeat(5000) + "\n" + "~".repeat(5000),
};

// Not as JSON.stringify() writes them: an escaped lone surrogate is no JSON to all readers.
function write(name, results) {
    writeFileSync(`${folder}/hostile-${name}.json`, JSON.stringify(results));
}

const ids = new Set(["format", "grader_version", "verdict", "outcome", "severity", "date", "lacking"]);
const named = new Set(["id", "group", "likely_cause"]);

function poison(value, text, key, path) {
    if (Array.isArray(value)) return value.map((item) => poison(item, text, key, path));
    if (value === null) return value;
    if (typeof value === "object")
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poison(v, text, k, [...path, k])]));
    if (typeof value !== "string" || ids.has(key)) return value;
    if (named.has(key) && !(key === "id" && path.includes("cases"))) return value;
    if (["got", "expected", "difference", "bound"].includes(key)) return value;
    return text;
}

const original = JSON.parse(readFileSync(source, "utf8"));
const full = {
    ...original,
    undefined: "x", notes: "x", diagnostics: "x", student_output: "x",
    problems: Array.from({ length: 30 }, (_, i) => ({ file: "x", line: i + 1, column: 2,
        severity: i % 2 ? "error" : "warning", message: "x" })),
};
for (const task of full.tasks) {
    for (const c of task.cases) {
        c.message ??= "x";
        c.title ??= "x";
        delete c.inputs;
        delete c.outputs;
    }
    if (task.points < task.max_points) {
        task.finding = { file: "x", line: 3, what: "x" };
        task.diagnosis = { causes: [{ id: "x", kind: "misconception", title: "x", formula: "x", advice: "x" }], consistency: "x" };
    }
}
for (const [name, text] of Object.entries(texts)) write(name, poison(full, text, "", []));

const flood = poison(full, "a line :: of a flood\n", "", []);
flood.student_output = "0123456789 @user ::error::x ##[x] ".repeat(310000); // 10 MB
flood.diagnostics = "backprop.c:1:1: error: `x`\n".repeat(300000);
write("flood", flood);

// Bytes that are not UTF-8 do not come out of JSON.stringify().
const raw = Buffer.from(JSON.stringify(poison(full, "RAWBYTES", "", [])));
const parts = raw.toString("latin1").replaceAll("RAWBYTES", "\xff\xfe\xc0\x80\xed\xa0\x80\xf5\x80 \xc3");
writeFileSync(`${folder}/hostile-bytes.json`, Buffer.from(parts, "latin1"));

// A hidden set, graded with --staff: all that it keeps secret is there, and marked.
const secret = poison(full, "SECRET", "", []);
secret.fixtures.hidden = true;
secret.problems = [];
secret.diagnostics = "";
secret.undefined = secret.notes = "";
secret.fixtures.name = "hidden";
secret.submission = "s";
for (const task of secret.tasks) {
    Object.assign(task, { title: "a title", part_title: "p", lecture: "l", formula: "f" });
    task.groups.forEach((g) => (g.title = "a group"));
    delete task.finding;
    delete task.diagnosis.consistency;
    for (const cause of task.diagnosis.causes) {
        Object.assign(cause, { title: "a cause", formula: "f", advice: "a" });
        task.diagnosis.causes = [cause, { ...cause, kind: "structure", title: "SECRET" }];
    }
    if (task.forfeit) task.forfeit = "SECRET";
    for (const c of task.cases)
        if (c.verdict !== "pass")
            c.element = { output: "SECRET", index: 3, place: "SECRET[3]", got: 31337.25, expected: 1234.5625, bound: 1e-9, difference: 30102.6875, n_wrong: 77, n_elements: 78 };
}
write("secret", secret);
