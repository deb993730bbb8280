// A browser without network, and pages in it that note what they should not do.

import { chromium } from "playwright-core";
import { execFileSync } from "node:child_process";

const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const executable = () => execFileSync("sh", ["-c", 'command -v "${CHROMIUM:-chromium}"']).toString().trim();

export const launch = () => chromium.launch({ executablePath: executable(), args: ARGUMENTS });

// The page at FILE, drawn. `page.complaints` grows with errors, requests and dialogs.
export async function open(browser, file, { width = 1000, height = 900, scheme = "light", scale = 1 } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, deviceScaleFactor: scale, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.complaints = [];
    page.on("console", (message) => page.complaints.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
        page.complaints.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on("request", (request) => {
        if (request.url() !== `file://${file}` && !request.url().startsWith("data:"))
            page.complaints.push(`request: ${request.url()}`);
    });
    await page.goto(`file://${file}`);
    await page.waitForSelector("html[data-ready]", { state: "attached" });
    return page;
}

export const close = (page) => page.context().close();

// Opens whatever is folded, as printing does.
export async function unfold(page) {
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.waitForTimeout(100);
}
