// step_sizes.mjs RIGHT ONE_SIDED: the error of a right numerical gradient keeps within truncation and
// rounding at every step, and is all of the truncation where that is all there is; a one-sided quotient is
// beyond at every step that rounding does not rule.
import { readFileSync } from "node:fs";

function stepSizes(file) {
    const results = JSON.parse(readFileSync(file, "utf8"));
    const sizes = results.tasks.find((task) => task.id === "numgrad").step_sizes;
    return sizes.epsilon.map((epsilon, k) => ({
        epsilon,
        error: sizes.error[k],
        truncation: sizes.truncation[k],
        bound: sizes.truncation[k] * (1 + 1e-12) + sizes.rounding[k],
    }));
}

function check(condition, what) {
    if (condition) return;
    console.log(what);
    process.exitCode = 1;
}

const [right, oneSided] = process.argv.slice(2).map(stepSizes);
check(right.length === 25 && oneSided.length === 25, "25 steps were to be measured");
for (const s of right) {
    check(s.error <= s.bound, `a right one is off by ${s.error} at ${s.epsilon}, bound ${s.bound}`);
    if (s.epsilon > 1e-3)
        check(Math.abs(s.error / s.truncation - 1) < 1e-6, `truncation at ${s.epsilon}`);
}
for (const s of oneSided.filter((s) => s.epsilon > 1e-7))
    check(s.error > s.bound, `a one-sided one is within the bound at ${s.epsilon}`);
