// The pictures of the README: the page, light, dark and on a phone, and the report on the terminal.
//   node screenshots.js GRADECHECK SUBMISSION FOLDER

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { execFileSync, spawnSync } from "node:child_process";
import { close, launch, open } from "./browser.js";

const [gradecheck, submission, folder] = process.argv.slice(2);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "screenshots-"));
const name = "my_submission"; // as the pictures call it
const require = createRequire(import.meta.url);
const COLUMNS = 80;

function grade() {
    const json = path.join(scratch, "results.json"), page = path.join(scratch, "report.html");
    fs.cpSync(submission, path.join(scratch, name), { recursive: true });
    const { stdout } = spawnSync(path.resolve(gradecheck), ["grade", name, "--seed", "7", "--color", "always", "--json", json],
        { cwd: scratch, env: { ...process.env, LC_ALL: "C.UTF-8" } });
    execFileSync(gradecheck, ["report", json, "-o", page]);
    return { page, terminal: stdout.toString() };
}

async function pagePicture(browser, file, picture, options, selector) {
    const page = await open(browser, file, { scale: 2, ...options });
    if (selector)
        await page.locator(selector).first().evaluate((node) => scrollTo(0, node.getBoundingClientRect().top - 24));
    await page.screenshot({ path: path.join(folder, picture) });
    await close(page);
}

// xterm.js draws the bytes as a terminal would.
async function terminalPicture(browser, text, file) {
    const rows = text.trimEnd().split("\n").length + 3;
    const html = path.join(scratch, "terminal.html");
    const prompt = ` \u001b[90m$\u001b[0m gradecheck grade ${name}\r\n\r\n`;
    fs.writeFileSync(html, `<!doctype html><meta charset="utf-8"><style>${fs.readFileSync(require.resolve("@xterm/xterm/css/xterm.css"), "utf8")}
        body { margin: 0; background: #14171b; } #screen { display: inline-block; padding: 28px 32px; } .xterm-viewport { overflow: hidden !important; }</style>
        <div id="screen"></div><script>${fs.readFileSync(require.resolve("@xterm/xterm/lib/xterm.js"), "utf8")}</script>`);
    const page = await browser.newPage({ viewport: { width: 900, height: 600 }, deviceScaleFactor: 2 });
    await page.goto(`file://${html}`);
    await page.evaluate(({ data, rows, columns }) => new Promise((drawn) => {
        const terminal = new Terminal({ cols: columns, rows, fontSize: 14, lineHeight: 1.25, convertEol: true, cursorInactiveStyle: "none", scrollback: 0,
            fontFamily: '"JetBrains Mono", "DejaVu Sans Mono", monospace',
            theme: { background: "#14171b", foreground: "#e6e8eb", red: "#ff8a70", green: "#62d09a", yellow: "#e8bd5c", cyan: "#7fc8d8", blue: "#7fb7ff", brightBlack: "#8b94a0" } });
        terminal.open(document.getElementById("screen"));
        terminal.write(data, () => setTimeout(drawn, 300));
    }), { data: prompt + text.trimEnd(), rows, columns: COLUMNS });
    await page.locator("#screen").screenshot({ path: path.join(folder, file) });
    await page.close();
}

const { page, terminal } = grade();
const browser = await launch();
try {
    await pagePicture(browser, page, "page.png", { width: 1040, height: 780 });
    await pagePicture(browser, page, "page-dark.png", { width: 1040, height: 1400, scheme: "dark" }, "section.task");
    await pagePicture(browser, page, "page-phone.png", { width: 390, height: 780 });
    await terminalPicture(browser, terminal, "terminal.png");
} finally {
    await browser.close();
    fs.rmSync(scratch, { recursive: true });
}
