// How a net's numbers are laid out in one vector (lecture notation: layers 1..L, s_0..s_L units).

import { list, object } from "./values.js";

export function unitsOf(net) {
    const units = list(object(net).units);
    return units.length > 1 && units.every((n) => Number.isInteger(n) && n > 0 && n < 1e6) ? units : undefined;
}

// The blocks Theta^(1).. of a vector of all parameters; undefined where it has another length.
export function thetaBlocks(units, elements) {
    let at = 0;
    const blocks = units.slice(1).map((rows, l) => {
        const columns = units[l] + 1, start = at;
        at += rows * columns;
        return { layer: l + 1, rows, columns, elements: elements.slice(start, at) };
    });
    return at === elements.length ? blocks : undefined;
}

// The layers 1..L of a vector of all activations or deltas.
export function layerBlocks(units, elements) {
    let at = 0;
    const blocks = units.slice(1).map((n, l) => {
        const start = at;
        at += n;
        return { layer: l + 1, elements: elements.slice(start, at) };
    });
    return at === elements.length ? blocks : undefined;
}

export function netText(net) {
    const units = unitsOf(net);
    if (!units)
        return "";
    const loss = net.output === "softmax" ? "softmax" : "one-vs-all";
    return `net ${units.join("-")}, ${loss}${net.regularize_bias === true ? ", the bias regularised too" : ""}`;
}
