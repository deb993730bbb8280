// The frame of a chart: axes with ticks and names, in the width that there is.

import { nice, ticks } from "d3-array";
import { el, svg } from "./dom.js";
import { power, show } from "./values.js";

const HEIGHT = 270, MARGIN = { top: 14, right: 16, bottom: 46, left: 62 };

// Scales map values to 0..1, and know their ends. A linear one ends at round numbers.
export function linear(low, high) {
    const ends = low === high ? [low - 1, high + 1] : nice(low, high, 5);
    return Object.assign((value) => (value - ends[0]) / (ends[1] - ends[0]), { ends });
}

// From one power of ten to another; low is positive.
export function logarithmic(low, high) {
    const from = Math.floor(Math.log10(low)), to = Math.max(Math.ceil(Math.log10(high)), from + 1);
    return Object.assign((value) => (Math.log10(value) - from) / (to - from), { ends: [10 ** from, 10 ** to], exponents: [from, to] });
}

// A line through [x, y] in pixels, with gaps where y is no finite number.
export function linePath(points) {
    let pen = "M";
    return points.map(([x, y]) => {
        if (!Number.isFinite(y)) {
            pen = "M";
            return "";
        }
        const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
        pen = "L";
        return step;
    }).join("");
}

function logTicks(scale, most) {
    const [low, high] = scale.exponents;
    const every = Math.max(1, Math.ceil((high - low) / most));
    const ticks = [];
    for (let exponent = low; exponent <= high; exponent += every)
        ticks.push({ value: 10 ** exponent, label: power(exponent) });
    return ticks;
}

function linearTicks(scale, most, whole) {
    return ticks(...scale.ends, most).filter((value) => !whole || Number.isInteger(value)).map((value) => ({ value, label: show(value, 4) }));
}

const ticksOf = (axis, most) => axis.ticks ?? (axis.log ? logTicks(axis.scale, most) : linearTicks(axis.scale, most, axis.whole));

function frame(x, y, axes, width) {
    const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, MARGIN.top, HEIGHT - MARGIN.bottom];
    const grid = ticksOf(axes.y, 5).map(({ value, label }) => [
        svg("line", { class: "grid", x1: left, x2: right, y1: y(value), y2: y(value) }),
        svg("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, label)]);
    const ticks = ticksOf(axes.x, width < 480 ? 4 : 8).map(({ value, label }) => [
        !axes.x.ticks && svg("line", { class: "tick", x1: x(value), x2: x(value), y1: bottom, y2: bottom + 5 }),
        svg("text", { x: x(value), y: bottom + 19, "text-anchor": "middle" }, label)]);
    return [grid, ticks, svg("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }),
        svg("text", { class: "axis-name", x: (left + right) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, axes.x.name),
        svg("text", { class: "axis-name", transform: `translate(13 ${(top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, axes.y.name)];
}

// A figure that is drawn again when its width changes. axes: x and y with `scale` (to 0..1), `name`, `log`,
// `whole`, `ticks`; marks(x, y, box) gives what is drawn, x and y mapping values to pixels.
export function chart({ title, sub, label, axes, marks, legend, table }) {
    const holder = el("div", { class: "chart", role: "img", "aria-label": label });
    const draw = (width) => {
        const x = (value) => MARGIN.left + axes.x.scale(value) * (width - MARGIN.left - MARGIN.right);
        const y = (value) => HEIGHT - MARGIN.bottom - axes.y.scale(value) * (HEIGHT - MARGIN.top - MARGIN.bottom);
        holder.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, "aria-hidden": "true" },
            frame(x, y, axes, width), marks(x, y, { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom })));
    };
    let drawn = Math.max(280, Math.min(640, document.documentElement.clientWidth - 48));
    draw(drawn);
    new ResizeObserver(([entry]) => {
        const width = Math.round(Math.min(entry.contentRect.width, 680));
        if (width > 200 && width !== drawn)
            draw(drawn = width);
    }).observe(holder);
    return el("figure", {}, el("figcaption", {}, title, sub && el("span", { class: "sub" }, sub)), holder, legend, table);
}

export function key(entries) {
    return el("ul", { class: "legend" }, entries.map(([className, shape, name]) => el("li", {},
        svg("svg", { width: 26, height: 12, "aria-hidden": "true" }, shape === "line"
            ? svg("line", { class: className, x1: 1, x2: 25, y1: 6, y2: 6 })
            : shape === "both" ? [svg("line", { class: className, x1: 1, x2: 25, y1: 6, y2: 6 }), svg("circle", { class: className, cx: 13, cy: 6, r: 3.5 })]
                : svg("circle", { class: className, cx: 13, cy: 6, r: 3.5 })), " ", name)));
}
