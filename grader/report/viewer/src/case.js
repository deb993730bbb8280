// A failing case: what was called, what came, what is right, and a picture of it.

import { el, folded } from "./dom.js";
import { callText, samplesOf } from "./call.js";
import { descentChart } from "./descent.js";
import { digitImages } from "./digits.js";
import { elementsOf, wrongOf } from "./elements.js";
import { heatMap } from "./heatmap.js";
import { layersChart } from "./layers.js";
import { layerBlocks, netText, thetaBlocks, unitsOf } from "./net.js";
import { table } from "./table.js";
import { count, line, list, object, objects, plural, show, showPair, text } from "./values.js";
import { vectorTable } from "./vector.js";

export const isFailing = (test) => test.verdict !== "pass";

function pictureOf(output, elements, units) {
    const blocks = units && (output.name === "grad" || output.name === "theta" || output.name === "Theta") && thetaBlocks(units, elements);
    if (blocks)
        return heatMap(output.name, blocks);
    const layers = units && (output.name === "a" || output.name === "delta") && layerBlocks(units, elements);
    if (layers)
        return layersChart(output.name, layers);
    return (output.name === "history" && descentChart(elements)) || vectorTable(text(output.name, 80), elements);
}

function outputView(output, units) {
    const elements = elementsOf(output), name = text(output.name, 80);
    if (!elements)
        return el("p", { class: "quiet" }, `${name}: ${plural(count(output.n), "element")}, too many to be shown here.`);
    if (wrongOf(elements).length === 0)
        return el("p", { class: "quiet" }, elements.length === 1 ? `✓ ${name} = ${show(elements[0].got, 8)} is right.` : `✓ ${name}: all ${elements.length} elements are right.`);
    return pictureOf(output, elements, units);
}

function elementView(element) {
    if (typeof element.place !== "string")
        return null;
    const rows = [["place", el("code", {}, line(element.place))]];
    if (element.got !== undefined && element.expected !== undefined) {
        const [got, expected] = showPair(element.got, element.expected);
        rows.push(["got", got], ["expected", expected]);
    }
    if (element.difference !== undefined)
        rows.push(["off by", show(element.difference, 3)]);
    if (element.bound !== undefined)
        rows.push(["accepted", element.bound === 0 ? "exactly the expected value" : `up to ${show(4 * element.bound, 3)} off`]);
    if (count(element.n_elements) > 1)
        rows.push(["in all", `${count(element.n_wrong)} of ${plural(count(element.n_elements), "element")} off`]);
    return el("dl", { class: "element" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function inputsView(inputs) {
    const rows = inputs.map((input) => [text(input.name, 80), String(count(input.n)),
        list(input.values).length ? list(input.values).map((value) => show(value)).join("  ") : "not shown: too many"]);
    return inputs.length > 0 && folded("Inputs of this call", () => table("Inputs", ["name", "elements", "values"], rows, "inputs"));
}

function content(test) {
    const units = unitsOf(test.net), call = callText(test), samples = samplesOf(test);
    const setting = [netText(object(test.net)), samples > 0 && plural(samples, "sample")].filter(Boolean).join(", ");
    return [
        call && el("p", { class: "call" }, el("code", {}, call)),
        setting && el("p", { class: "quiet" }, setting),
        test.message && el("p", { class: "message" }, text(test.message)),
        elementView(object(test.element)),
        test.left_out === true && el("p", { class: "quiet" }, "Its numbers are left out here, so that the page stays small; results.json holds them."),
        objects(test.outputs).map((output) => outputView(output, units)),
        test.digits && digitImages(object(test.digits)),
        inputsView(objects(test.inputs)),
    ];
}

export function caseView(test, open) {
    const points = count(test.max_points) > 0 ? `${count(test.points)}/${count(test.max_points)}` : "";
    return folded([el("span", { class: "verdict" }, line(test.verdict) || "failed"), " ",
        el("span", { class: "case-title" }, line(test.title) || line(test.id) || "a case"), points && el("span", { class: "case-points" }, points)],
    () => el("div", { class: "case-body" }, content(test)), { open, className: "case" });
}
