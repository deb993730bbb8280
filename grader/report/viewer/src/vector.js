// A small output as a table.

import { table } from "./table.js";
import { show, showPair } from "./values.js";
import { wrongOf } from "./elements.js";

const MOST = 40;

export function vectorTable(name, elements) {
    const shown = elements.length <= MOST ? elements : [...wrongOf(elements), ...elements.filter((e) => e.right)].slice(0, MOST).sort((a, b) => a.index - b.index);
    const rows = shown.map((e) => {
        const [got, expected] = e.right ? [show(e.got, 8), show(e.expected, 8)] : showPair(e.got, e.expected);
        return [`${name}[${e.index}]`, got, expected, Number.isNaN(e.difference) ? "–" : show(e.difference, 3), e.right ? "✓ right" : "✗ wrong"];
    });
    const left = elements.length - shown.length;
    return table(`${name}: ${wrongOf(elements).length} of ${elements.length} wrong${left ? `; ${left} elements not shown` : ""}`,
        ["element", "got", "expected", "got − expected", "verdict"], rows, "numbers");
}
