import { runs } from "../src/notation.js";
import fs from "fs"; import zlib from "zlib";
const d = JSON.parse(zlib.gunzipSync(fs.readFileSync("../../../fixtures/public/misconceptions.json.gz")));
const ms = d.misconceptions ?? d;
const all = new Set(ms.map(m => Array.isArray(m.formula) ? m.formula.join(" ") : m.formula));
for (const f of all) console.log(f, "\n    ", runs(f).map(r => r.tex !== undefined ? (r.joined?"~":"")+"$" + r.tex + "$" : (r.joined?"~":"")+r.text).join(" "));
