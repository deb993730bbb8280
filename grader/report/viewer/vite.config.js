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

export default defineConfig({
    plugins: [smallTemml, viteSingleFile({ removeViteModuleLoader: true })],
    build: { target: "es2022", modulePreload: false, reportCompressedSize: false, emptyOutDir: false },
    esbuild: { charset: "utf8", legalComments: "none" },
    logLevel: "warn",
});
