// What a results.json holds, whatever it holds: fields that are missing or of another kind become
// empty ones, and text is made safe to show.

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const LONGEST = 8000;

export const list = (value) => (Array.isArray(value) ? value : []);
export const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
export const objects = (value) => list(value).filter((item) => item && typeof item === "object" && !Array.isArray(item));

// Text to show, "" where there is none; what is not seen is spelt out, what is endless is cut.
export function text(value, longest = LONGEST) {
    if (typeof value !== "string")
        return "";
    const cut = value.length > longest ? `${value.slice(0, longest)} … (${value.length - longest} more characters)` : value;
    return cut.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export const line = (value) => text(value, 600).replace(/\s+/g, " ");
export const count = (value) => (Number.isFinite(value) ? Math.round(value) : 0);

// A number of an array of results: NaN and infinities stand there as words, null for never written.
export function number(value) {
    if (typeof value === "number")
        return value;
    return { nan: NaN, inf: Infinity, "-inf": -Infinity }[value];
}

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
export const power = (exponent) => `10${String(exponent).replace(/./g, (c) => SUPERSCRIPT[c] ?? c)}`;

// A number for people: DIGITS significant ones, a true minus, powers of ten where it is far from 1.
export function show(value, digits = 6) {
    const x = number(value);
    if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) // a whole number that no double holds
        return value.replace("-", "−");
    if (x === undefined)
        return value === null ? "never written" : "?";
    if (Number.isNaN(x))
        return "NaN";
    if (!Number.isFinite(x))
        return x < 0 ? "−∞" : "∞";
    if (x === 0)
        return "0";
    const size = Math.abs(x);
    if (Number.isInteger(x) && size < 1e9)
        return String(x).replace("-", "−");
    if (size >= 1e-4 && size < 1e6)
        return String(Number(x.toPrecision(digits))).replace("-", "−");
    const [mantissa, exponent] = x.toExponential(Math.max(0, digits - 1)).split("e");
    const short = String(Number(mantissa)).replace("-", "−");
    return `${short} × ${power(Number(exponent))}`;
}

// got and expected of one element with as many digits as it takes to tell them apart.
export function showPair(got, expected) {
    for (let digits = 6; digits < 17; digits += 2)
        if (show(got, digits) !== show(expected, digits) || number(got) === number(expected))
            return [show(got, digits), show(expected, digits)];
    return [show(got, 17), show(expected, 17)];
}

export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
export const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
