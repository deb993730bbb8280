// One output of a function, element by element: what came, what is right, and whether that is near enough.

import { list, number } from "./values.js";

const ACCEPTED = 4;

// NaN and infinities are as wrong as can be, and so is what was never written.
function judge(got, expected, bound) {
    const x = number(got), right = number(expected);
    if (x === right)
        return 0;
    const off = Math.abs(x - right);
    return Number.isFinite(off) ? off / (ACCEPTED * bound) : Infinity;
}

// Undefined where the output has no values.
export function elementsOf(output) {
    const expected = list(output.expected), got = list(output.got), bound = list(output.bound);
    if (expected.length === 0 || got.length !== expected.length)
        return undefined;
    return expected.map((right, index) => {
        const ratio = judge(got[index], right, number(bound[index]) ?? 0);
        return { index, got: got[index], expected: right, bound: number(bound[index]) ?? 0, ratio, right: ratio <= 1,
            difference: number(got[index]) - number(right) };
    });
}

export const wrongOf = (elements) => elements.filter((element) => !element.right);
