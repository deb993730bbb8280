import "./style.css";
import { el, foldAgain, unfoldAll } from "./dom.js";
import { pageView, titleOf } from "./page.js";
import { themeToggle } from "./theme.js";
import { object } from "./values.js";

function read() {
    try {
        return object(JSON.parse(document.getElementById("results").textContent));
    } catch {
        return null;
    }
}

// A link into a folded part opens it.
function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.matches("li") && target.querySelector("details");
    if (details)
        details.open = true;
}

const page = document.getElementById("page"), results = read();
if (results) {
    document.title = titleOf(results);
    page.replaceChildren(...pageView(results, themeToggle()).filter(Boolean));
} else {
    page.replaceChildren(el("main", { id: "content" }, el("h1", {}, "No results"),
        el("p", {}, "This page holds no results yet: ", el("code", {}, "gradecheck report results.json -o report.html"), " puts them in.")));
}
addEventListener("hashchange", reveal);
addEventListener("beforeprint", () => unfoldAll(page));
addEventListener("afterprint", () => foldAgain(page));
reveal();
document.documentElement.dataset.ready = "";
