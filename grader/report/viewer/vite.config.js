import fs from "node:fs";
import { createRequire } from "node:module";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// The package's own small build has no exports: it is given one.
const smallTemml = {
    name: "small-temml",
    resolveId: (id) => (id === "temml" ? "\0temml" : null),
    load: (id) => {
        if (id !== "\0temml")
            return null;
        const file = createRequire(import.meta.url).resolve("temml/dist/temml.min.js");
        return `${fs.readFileSync(file, "utf8")}\nexport default temml;`;
    },
};

const licenceTexts = () => ["temml", "d3-array"].map((name) => `${name}\n\n${fs.readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), "utf8")}`).join("\n");

// The licences of what is bundled go with every page.
const licences = {
    name: "licences",
    transformIndexHtml: {
        order: "post",
        handler: (html) => html.replace("</body>", () => `<!--\nThis page holds parts of:\n\n${licenceTexts().replaceAll("--", "- -")}-->\n</body>`),
    },
};

// The pages of a class share one script and one style, which lie beside them: then nothing on a page has
// to be allowed to run by itself. A script of that kind is loaded from the disk, too; a module is not.
const PAGES = { class: { html: "class.html", assets: "assets" }, student: { html: "index.html", assets: "../assets" } };

const sharing = (name) => ({
    name: "sharing",
    transformIndexHtml: {
        order: "post",
        handler: (html) => html
            .replace(/<script type="module"[^>]*><\/script>\n?/, "")
            .replace(/<link rel="stylesheet"[^>]*>/, `<link rel="stylesheet" href="${PAGES[name].assets}/${name}.css">`)
            .replace("script-src 'unsafe-inline'", "script-src 'self'").replace("style-src 'unsafe-inline'", "style-src 'self' 'unsafe-inline'")
            .replace("</body>", `<script src="${PAGES[name].assets}/${name}.js"></script>\n</body>`),
    },
    generateBundle: (options, bundle) => {
        bundle[`${name}.js`].code = `/*\nThis file holds parts of:\n\n${licenceTexts().replaceAll("*/", "* /")}*/\n${bundle[`${name}.js`].code}`;
    },
});

const alone = { plugins: [smallTemml, licences, viteSingleFile({ removeViteModuleLoader: true })] };
const shared = (name) => ({
    plugins: [smallTemml, sharing(name)],
    build: { cssCodeSplit: false, rollupOptions: { input: new URL(PAGES[name].html, import.meta.url).pathname,
        output: { format: "iife", entryFileNames: `${name}.js`, assetFileNames: `${name}[extname]` } } },
});

// Modes: "class" and "student" for the pages of a class; any other for the page of one submission.
export default defineConfig(({ mode }) => {
    const kind = mode in PAGES ? shared(mode) : alone;
    return {
        plugins: kind.plugins,
        build: { target: "es2022", modulePreload: false, reportCompressedSize: false, emptyOutDir: false, ...kind.build },
        esbuild: { charset: "utf8", legalComments: "none" },
        logLevel: "warn",
    };
});
