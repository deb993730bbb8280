import { chromium } from "playwright-core";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" ") });
for (const spec of process.argv.slice(2)) {
  const [name, scheme = "light", width = "1000", full = "full", open = ""] = spec.split(",");
  const page = await b.newPage({ viewport: { width: +width, height: 900 }, colorScheme: scheme });
  page.on("console", m => console.log(name, m.type(), m.text())); page.on("pageerror", e => console.log(name, "ERR", e.message));
  const t = Date.now();
  await page.goto(`file:///tmp/pg/${name}.html`); await page.waitForSelector("html[data-ready]");
  console.log(name, Date.now() - t, "ms", await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth].join("/")));
  if (open) await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.waitForTimeout(300);
  await page.screenshot({ path: `/tmp/pg/${name}-${scheme}-${width}.png`, fullPage: full === "full", ...(full.includes("x") ? {clip: {x:0,y:+full.split("x")[0],width:+width,height:+full.split("x")[1]}, fullPage:true} : {}) });
  await page.close();
}
await b.close();
