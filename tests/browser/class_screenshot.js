// The picture of the page of a class.
//   node class_screenshot.js SITE FOLDER

import path from "node:path";
import { close, launch, open } from "./browser.js";

const [site, folder] = process.argv.slice(2);
const browser = await launch();
try {
    const page = await open(browser, path.resolve(site, "index.html"), { width: 1080, height: 1560, scale: 2 });
    await page.screenshot({ path: path.join(folder, "class.png") });
    await close(page);
} finally {
    await browser.close();
}
