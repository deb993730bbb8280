import "../style.css";
import "./class.css";
import { el, foldAgain, unfoldAll } from "../dom.js";
import { themeToggle } from "../theme.js";
import { object } from "../values.js";
import { choice, classOf } from "./model.js";
import { pageView } from "./page.js";

function read() {
    try {
        const json = object(JSON.parse(document.getElementById("results").textContent));
        return json.format === "gradeclass site" ? classOf(json) : null;
    } catch {
        return null;
    }
}

const page = document.getElementById("page"), model = read();
if (model) {
    document.title = model.title ? `${model.title}: the class` : "The class";
    page.replaceChildren(...pageView(model, choice(), themeToggle()));
} else {
    page.replaceChildren(el("main", { id: "content" }, el("h1", {}, "No class"), el("p", {}, "This page holds no class yet: ", el("code", {}, "gradeclass report class.db -o site"), " makes a site of one.")));
}
addEventListener("beforeprint", () => unfoldAll(page));
addEventListener("afterprint", () => foldAgain(page));
document.documentElement.dataset.ready = "";
