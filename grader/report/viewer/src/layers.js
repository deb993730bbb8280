// Activations and deltas, unit by unit, the layers beside each other.

import { svg } from "./dom.js";
import { chart, key, linear } from "./chart.js";
import { number, plural } from "./values.js";
import { wrongOf } from "./elements.js";

const NAMES = { a: "Activations", delta: "Error terms" }, SIGNS = { a: "a", delta: "δ" };

function boundaries(blocks) {
    let at = 0;
    return blocks.map((block) => {
        const start = at;
        at += block.elements.length;
        return { layer: block.layer, start, end: at, wrong: wrongOf(block.elements).length };
    });
}

// What is beyond would leave nothing to see of all others.
const drawn = (value) => Math.abs(number(value)) < 1e300;

export function layersChart(name, blocks) {
    const elements = blocks.flatMap((block) => block.elements), bands = boundaries(blocks);
    const values = elements.flatMap((e) => [e.got, e.expected]).filter(drawn).map(number);
    const sign = SIGNS[name] ?? name;
    const summary = bands.map((band) => `layer ${band.layer}: ${band.wrong ? `${band.wrong} of ${band.end - band.start} wrong` : "right"}`).join(", ");
    const scale = (value) => (value + 0.5) / elements.length;
    return chart({
        title: `${NAMES[name] ?? name} ${sign}, layer by layer`,
        sub: summary,
        label: `${NAMES[name] ?? name} of ${plural(elements.length, "unit")}, yours and expected; ${summary}.`,
        axes: { x: { scale, name: "units, in the order of the layers", ticks: bands.map((band) => ({ value: (band.start + band.end - 1) / 2, label: bands.length > 5 ? String(band.layer) : `layer ${band.layer}` })) },
            y: { scale: linear(Math.min(0, ...values), Math.max(0, ...values)), name: sign } },
        marks: (x, y, box) => {
            const r = Math.max(1.6, Math.min(4.4, (box.right - box.left) / elements.length / 3));
            return [
                bands.slice(1).map((band) => svg("line", { class: "divider", x1: x(band.start - 0.5), x2: x(band.start - 0.5), y1: box.top, y2: box.bottom })),
                svg("line", { class: "zero", x1: box.left, x2: box.right, y1: y(0), y2: y(0) }),
                elements.map((e, i) => [
                    !e.right && drawn(e.got) && drawn(e.expected) && svg("line", { class: "stem", x1: x(i), x2: x(i), y1: y(number(e.expected)), y2: y(number(e.got)) }),
                    drawn(e.expected) && svg("circle", { class: "dot right", cx: x(i), cy: y(number(e.expected)), r: r + 1.2 }),
                    drawn(e.got) ? svg("circle", { class: `dot got${e.right ? " is-right" : ""}`, cx: x(i), cy: y(number(e.got)), r })
                        : svg("text", { class: "missing", x: x(i), y: box.bottom - 6, "text-anchor": "middle" }, "×")])];
        },
        legend: key([["got", "dot", "yours"], ["right", "dot", "expected (a ring around yours: right)"]]),
    });
}
