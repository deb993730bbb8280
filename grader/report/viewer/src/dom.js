// Elements. Text goes in as text nodes alone: nothing of a results.json is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {}))
        if (typeof value === "function")
            node.addEventListener(name, value);
        else if (value !== undefined && value !== null && value !== false)
            node.setAttribute(name, value === true ? "" : value);
    node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
    return node;
}

// An element; attributes that are functions are listeners, children that are nothing are left out.
export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

// A folded part whose content is made when it is first opened, so that a long report opens fast.
export function folded(summary, make, { open = false, className } = {}) {
    const node = el("details", { class: className }, el("summary", {}, summary));
    let made = false;
    const fillIn = () => {
        if (made)
            return;
        made = true;
        node.append(...[make()].flat(3).filter(Boolean));
    };
    node.addEventListener("toggle", () => node.open && fillIn());
    node.addEventListener("unfold", fillIn);
    if (open) {
        node.open = true;
        fillIn();
    }
    return node;
}

// Opens all that is folded, also what appears by that.
export function unfoldAll(root) {
    for (let closed; (closed = root.querySelectorAll("details:not([open])")).length > 0;)
        for (const node of closed) {
            node.dispatchEvent(new Event("unfold"));
            node.open = true;
            node.dataset.unfolded = "";
        }
}

export function foldAgain(root) {
    for (const node of root.querySelectorAll("details[data-unfolded]")) {
        node.open = false;
        delete node.dataset.unfolded;
    }
}
