// The cost before each step of a descent, as it came and as it should have been.

import { svg } from "./dom.js";
import { chart, key, linear, linePath } from "./chart.js";
import { number, plural } from "./values.js";
import { wrongOf } from "./elements.js";

export function descentChart(elements) {
    const drawn = (value) => Math.abs(number(value)) < 1e300;
    const values = elements.flatMap((e) => [e.got, e.expected]).filter(drawn).map(number);
    if (elements.length < 2 || values.length === 0)
        return null;
    const path = (x, y, value) => linePath(elements.map((e) => [x(e.index), drawn(e[value]) ? y(number(e[value])) : NaN]));
    const wrong = wrongOf(elements).length, few = elements.length <= 60;
    const missing = elements.filter((e) => !Number.isFinite(number(e.got))).length;
    return chart({
        title: "Cost before each step of gradient descent",
        sub: `history: ${wrong} of ${plural(elements.length, "element")} wrong${missing ? `, ${missing} of them no finite numbers` : ""}`,
        label: `Cost against iteration, yours and expected: ${wrong} of ${elements.length} elements of history are wrong.`,
        axes: { x: { scale: linear(0, elements.length - 1), name: "iteration k", whole: true },
            y: { scale: linear(Math.min(...values), Math.max(...values)), name: "cost J" } },
        marks: (x, y) => [
            svg("path", { class: "line right", d: path(x, y, "expected") }),
            svg("path", { class: "line got", d: path(x, y, "got") }),
            few && elements.filter((e) => drawn(e.expected)).map((e) => svg("circle", { class: "dot right", cx: x(e.index), cy: y(number(e.expected)), r: 5 })),
            few && elements.filter((e) => drawn(e.got)).map((e) => svg("circle", { class: "dot got", cx: x(e.index), cy: y(number(e.got)), r: 3.2 }))],
        legend: key([["got", "both", "yours"], ["right", "both", "expected"]]),
    });
}
