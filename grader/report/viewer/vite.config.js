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

// The licences of what is bundled go with every page.
const licences = {
    name: "licences",
    transformIndexHtml: {
        order: "post",
        handler: (html) => {
            const texts = ["temml", "d3-array"].map((name) => `${name}\n\n${fs.readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), "utf8")}`);
            return html.replace("</body>", () => `<!--\nThis page holds parts of:\n\n${texts.join("\n").replaceAll("--", "- -")}-->\n</body>`);
        },
    },
};

export default defineConfig({
    plugins: [smallTemml, licences, viteSingleFile({ removeViteModuleLoader: true })],
    build: { target: "es2022", modulePreload: false, reportCompressedSize: false, emptyOutDir: false },
    esbuild: { charset: "utf8", legalComments: "none" },
    logLevel: "warn",
});
