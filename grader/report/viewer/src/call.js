// What was called, as it would stand in C.

import { count, list, objects, show, text } from "./values.js";
import { unitsOf } from "./net.js";

// The arguments in the order of backprop.h; what stands in braces is shown as its value where it is one number.
const ARGUMENTS = {
    bp_sigmoid: "{z}", bp_sigmoid_gradient: "{z}",
    bp_add_backward: "{x}, {y}, {df}, &dx, &dy", bp_mul_backward: "{x}, {y}, {df}, &dx, &dy", bp_max_backward: "{x}, {y}, {df}, &dx, &dy",
    bp_neuron_forward: "n, w, x", bp_neuron_backward: "n, w, x, dw, dx",
    bp_graph_forward: "{x}, {y}", bp_graph_backward: "{x}, {y}, &dx, &dy",
    bp_chain_cost: "{x}, {y}, {theta1}, {theta2}", bp_chain_gradient: "{x}, {y}, {theta1}, {theta2}, grad",
    bp_n_parameters: "&net", bp_unroll: "&net, Theta, theta", bp_roll: "&net, theta, Theta",
    bp_forward: "&net, theta, m, X, H", bp_cost: "&net, theta, &data, {lambda}",
    bp_backprop_sample: "&net, theta, x, {label}, a, delta", bp_cost_gradient: "&net, theta, &data, {lambda}, grad",
    bp_numerical_gradient: "J, context, n, theta, {epsilon}, grad", bp_relative_difference: "n, a, b",
    bp_random_init: "&net, {seed}, theta", bp_gradient_descent: "&net, theta, &data, {lambda}, {alpha}, {iterations}, history",
    bp_predict: "&net, theta, m, X, y",
};

function single(inputs, name) {
    const values = list(inputs.find((input) => input.name === name)?.values);
    return values.length === 1 ? show(values[0]).replace("−", "-") : name;
}

export function callText(test) {
    const name = text(test.function, 80), inputs = objects(test.inputs);
    if (!name)
        return "";
    const form = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : "…";
    return `${name}(${form.replace(/\{(\w+)\}/g, (_, argument) => single(inputs, argument))})`;
}

// How many samples the call was given; 0: none, or it is not known.
export function samplesOf(test) {
    const inputs = objects(test.inputs), units = unitsOf(test.net);
    const X = inputs.find((input) => input.name === "X");
    const samples = units && X ? count(X.n) / units[0] : 0;
    return Number.isInteger(samples) ? samples : 0;
}
