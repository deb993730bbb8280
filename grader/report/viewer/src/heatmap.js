// The error of a gradient as a map: a block for each Theta^(l), row by column as in the lecture. What
// is right is a dot, what is wrong a square, and the colour says by how much.

import { el, svg } from "./dom.js";
import { power, plural, show, showPair } from "./values.js";
import { wrongOf } from "./elements.js";

const STEPS = 5;
const SUBSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
export const theta = (layer) => `Θ⁽${String(layer).replace(/\d/g, (d) => SUBSCRIPT[d])}⁾`;

// The powers of ten between the smallest and the largest error, in STEPS equal parts.
function scaleOf(elements) {
    const logs = wrongOf(elements).map((e) => Math.log10(e.ratio)).filter(Number.isFinite);
    const low = Math.floor(Math.min(...logs)), high = Math.ceil(Math.max(...logs));
    const span = logs.length ? Math.max(high - low, 1) : 1;
    return {
        step: (ratio) => Number.isFinite(ratio) ? Math.min(STEPS - 1, Math.floor(((Math.log10(ratio) - low) / span) * STEPS)) : STEPS,
        low, high: low + span, any: logs.length > 0,
    };
}

const kindOf = (element, scale) => (element.right ? "right" : scale.step(element.ratio) === STEPS ? "none" : `wrong step-${scale.step(element.ratio)}`);

// All cells of a kind in one path: a map of thousands stays light.
function cellPath(kind, x, y, size) {
    const gap = size > 8 ? 1 : 0.5, side = size - 2 * gap;
    if (kind === "right") {
        const r = Math.max(0.8, Math.min(size * 0.14, 2.4)), cx = x + size / 2 - r, cy = y + size / 2;
        return `M${cx} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    }
    if (kind === "none")
        return `M${x + gap} ${y + gap}l${side} ${side}m0 ${-side}l${-side} ${side}`;
    return `M${x + gap} ${y + gap}h${side}v${side}h${-side}z`;
}

function describe(block, element) {
    const column = element.at % block.columns, row = Math.floor(element.at / block.columns);
    return `${theta(block.layer)} row ${row}, column ${column}${column === 0 ? " (bias)" : ""}`;
}

function readoutText(block, element) {
    const [got, expected] = showPair(element.got, element.expected);
    const size = Number.isFinite(element.ratio) ? `, ${show(element.ratio, 3)} times what is accepted` : "";
    return [el("strong", {}, describe(block, element)), element.right ? " ✓ right" : " ✗ wrong", el("br"),
        `got ${got}, expected ${expected}, bound ${show(element.bound, 3)}${element.right ? "" : size}`];
}

function cellSize(columns, width) {
    return Math.max(2, Math.min(24, Math.floor(((width - 34) / (columns + 0.5)) * 10) / 10));
}

function drawBlock(block, scale, width) {
    const size = cellSize(block.columns, width), left = 26, top = 20, bias = size * 0.5;
    const place = (at) => {
        const column = at % block.columns;
        return [left + column * size + (column > 0 ? bias : 0), top + Math.floor(at / block.columns) * size];
    };
    const paths = new Map();
    for (const element of block.elements) {
        const kind = kindOf(element, scale), [x, y] = place(element.at);
        paths.set(kind, (paths.get(kind) ?? "") + cellPath(kind, x, y, size));
    }
    const w = left + block.columns * size + bias + 4, h = top + block.rows * size + 4;
    const cursor = svg("rect", { class: "cursor", width: size, height: size, visibility: "hidden" });
    const last = block.columns - 1, lastRow = block.rows - 1;
    const label = (x, y, anchor, content) => svg("text", { x, y, "text-anchor": anchor }, content);
    const picture = svg("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}`, "aria-hidden": "true" },
        svg("rect", { class: "plane", x: left, y: top, width: size, height: block.rows * size }),
        svg("rect", { class: "plane", x: left + size + bias, y: top, width: last * size, height: block.rows * size }),
        [...paths].map(([kind, d]) => svg("path", { class: `cell ${kind}`, d })),
        label(left + size / 2, 13, "middle", size < 14 && block.columns > 2 ? "b" : "bias"),
        last > 0 && (size >= 14 || last > 6) && label(left + 1.5 * size + bias, 13, size < 14 ? "start" : "middle", size < 14 ? "1 …" : "1"),
        last > 1 && label(left + (last + 0.5) * size + bias, 13, size < 14 ? "end" : "middle", String(last)),
        last === 1 && size < 14 && label(left + 1.5 * size + bias, 13, "middle", "1"),
        label(left - 6, top + size / 2 + 4, "end", "0"),
        lastRow > 0 && block.rows * size > 24 && label(left - 6, top + (lastRow + 0.5) * size + 4, "end", String(lastRow)),
        cursor);
    const locate = (x, y) => {
        const row = Math.floor((y - top) / size), inBias = x - left < size;
        const column = inBias ? Math.floor((x - left) / size) : Math.floor((x - left - bias) / size);
        return row >= 0 && row < block.rows && column >= 0 && column < block.columns ? row * block.columns + column : -1;
    };
    return { picture, cursor, place, locate };
}

function mapOf(block, scale, readout, width) {
    const { picture, cursor, place, locate } = drawBlock(block, scale, width);
    let at = 0;
    const select = (next) => {
        at = Math.max(0, Math.min(block.elements.length - 1, next));
        const [x, y] = place(at);
        cursor.setAttribute("x", x);
        cursor.setAttribute("y", y);
        cursor.setAttribute("visibility", "visible");
        readout.replaceChildren(...readoutText(block, block.elements[at]));
    };
    const move = (event) => {
        const column = at % block.columns, start = at - column;
        const to = { ArrowRight: Math.min(at + 1, start + block.columns - 1), ArrowLeft: Math.max(at - 1, start),
            ArrowDown: at + block.columns < block.elements.length ? at + block.columns : at,
            ArrowUp: at >= block.columns ? at - block.columns : at,
            Home: start, End: start + block.columns - 1 }[event.key];
        if (to === undefined)
            return;
        event.preventDefault();
        select(to);
    };
    const hover = (event) => {
        const box = picture.getBoundingClientRect();
        const scaled = picture.viewBox.baseVal.width / box.width;
        const found = locate((event.clientX - box.left) * scaled, (event.clientY - box.top) * scaled);
        if (found >= 0)
            select(found);
    };
    const wrong = wrongOf(block.elements).length;
    const name = `${theta(block.layer)}: ${block.rows} by ${block.columns}, ${wrong ? `${wrong} wrong` : "all right"}`;
    return el("div", { class: "block" },
        el("p", { class: "block-name", "aria-hidden": "true" }, el("strong", {}, theta(block.layer)),
            ` ${block.rows} × ${block.columns}, ${wrong ? `${wrong} wrong` : "all right"}`),
        el("div", { class: "map", tabindex: 0, role: "application", "aria-roledescription": "heat map",
            "aria-label": `${name}. Arrow keys move from element to element.`,
            keydown: move, focus: () => select(at), blur: () => cursor.setAttribute("visibility", "hidden"),
            pointermove: hover, pointerdown: hover }, picture));
}

function legend(scale, elements) {
    const swatch = (kind) => svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, svg("path", { class: `cell ${kind}`, d: cellPath(kind.split(" ")[0], 0, 0, 14) }));
    const has = (kind) => elements.some((e) => kindOf(e, scale) === kind);
    return el("ul", { class: "legend" },
        el("li", {}, swatch("right"), " right"),
        scale.any && el("li", {}, "wrong, by ", el("span", { class: "number" }, power(scale.low)), " ",
            el("span", { class: "ramp" }, Array.from({ length: STEPS }, (_, i) => swatch(`wrong step-${i}`))), " ",
            el("span", { class: "number" }, power(scale.high)), " times what is accepted"),
        has("none") && el("li", {}, swatch("none"), " never written, NaN or infinite"));
}

// BLOCKS of net.js; the figure holds a readout that follows pointer and keys.
export function heatMap(name, blocks) {
    const elements = blocks.flatMap((block) => block.elements);
    const wrong = wrongOf(elements).length;
    const scale = scaleOf(elements);
    for (const block of blocks)
        block.elements.forEach((element, at) => { element.at = at; });
    const hint = "Point at an element, or use the arrow keys.";
    const readout = el("output", { class: "readout", "aria-live": "polite" }, hint);
    const width = Math.min(640, document.documentElement.clientWidth - 48);
    return el("figure", { class: "heatmap" },
        el("figcaption", {}, `Error of ${name}, element by element`,
            el("span", { class: "sub" }, `${wrong} of ${plural(elements.length, "element")} wrong; rows: units of the layer, columns: its inputs, the bias first`)),
        el("div", { class: "blocks" }, blocks.map((block) => mapOf(block, scale, readout, width))),
        readout, legend(scale, elements));
}
