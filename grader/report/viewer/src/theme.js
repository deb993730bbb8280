// Light or dark: as the system says, until the reader says otherwise.

import { el } from "./dom.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

export function themeToggle() {
    const root = document.documentElement;
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
    const button = el("button", { type: "button", class: "toggle", click: () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        name();
    } });
    const name = () => { button.textContent = isDark() ? "Light theme" : "Dark theme"; };
    dark.addEventListener("change", name);
    name();
    return button;
}
