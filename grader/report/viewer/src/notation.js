// The formulas of the grader in TeX. They are written as in
//   dJ/dTheta^(l) = 1/m Delta^(l) + lambda/m Theta^(l)
// and come from a file that anybody may have written: what is not known is escaped, and no
// command of TeX can be put in from outside.

const GREEK = new Set(["alpha", "delta", "Delta", "epsilon", "lambda", "theta", "Theta"]);
const FUNCTIONS = new Set(["log", "max", "min", "exp"]);
const NAMES = new Set(["num", "den", "sigx", "sigy", "xpy", "xpysqr", "invden", "grad"]);
const OPERATORS = { ":=": "\\coloneqq", "<=": "\\le", ">=": "\\ge", ".*": "\\odot", "...": "\\dots",
    "..": "\\ldots", "=": "=", "<": "\\lt", ">": "\\gt", "+": "+", "-": "-", "*": "\\cdot" };
const BREAKS = new Set([":=", "=", "<=", ">=", "+", ".*"]);
const CLOSING = { "(": ")", "[": "]", "{": "}" };
const LONGEST = 2000, DEEPEST = 20;

const TOKENS = [
    ["space", /\s+/y],
    ["code", /`[^`]*`/y],
    ["number", /\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![A-Za-z]*\d*_)/y],
    ["word", /[A-Za-z]{2,}(?:-[A-Za-z]{2,})+|[A-Za-z]{2,}'[a-z]+/y],
    ["word", /[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*'*/y],
    ["script", /_[A-Za-z0-9]+|[_^]/y],
    ["operator", /:=|<=|>=|\.\*|\.\.\.|\.\.|[=<>+*-]/y],
    ["slash", /\//y],
    ["open", /[([{]/y],
    ["close", /[)\]}]/y],
    ["other", /[^]/uy],
];

function tokenize(source) {
    const tokens = [];
    for (let at = 0; at < source.length;) {
        for (const [kind, pattern] of TOKENS) {
            pattern.lastIndex = at;
            const found = pattern.exec(source);
            if (!found)
                continue;
            tokens.push({ kind, text: found[0] });
            at += found[0].length;
            break;
        }
    }
    return tokens;
}

const ESCAPES = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", _: "\\_", "^": "\\char`^", "~": "\\char`~" };

export function escapeText(text) {
    return text.replace(/[\\{}$&#%_^~]/g, (c) => ESCAPES[c]).replace(/[^\x20-\x7e]/gu, "?");
}

const atom = (tex) => ({ kind: "atom", tex });
const indexed = (tex, digits) => atom(digits ? `${tex}_{${digits}}` : tex);

// A name of the field; null: a word.
function symbol(name) {
    const [, letters, digits] = /^([A-Za-z]+)(\d*)$/.exec(name) ?? [];
    if (!letters)
        return null;
    if (GREEK.has(letters))
        return indexed(letters === "epsilon" ? "\\varepsilon" : "\\" + letters, digits);
    if (FUNCTIONS.has(letters) && !digits)
        return { kind: "atom", tex: "\\" + letters, prefix: true };
    if (letters.length === 1)
        return indexed(letters, digits);
    if (NAMES.has(name))
        return atom(`\\mathit{${name}}`);
    const of = letters[0] === "d" ? name.slice(1) : "";
    if (/^(?:[JEfswxyzu]\d*|a\d+)$/.test(of) || NAMES.has(of) || GREEK.has(of.replace(/\d+$/, ""))) {
        const { tex } = symbol(of);
        return { kind: "atom", tex: `\\mathrm{d}${tex}`, differential: tex };
    }
    return null;
}

function number(text) {
    const [mantissa, exponent] = text.split("e");
    if (exponent === undefined)
        return atom(mantissa);
    const power = `10^{${Number(exponent)}}`;
    return atom(mantissa === "1" ? power : `${mantissa} \\cdot ${power}`);
}

function word(text) {
    const [, name, primes] = /^(.*?)('*)$/.exec(text);
    const [base, ...subs] = name.split("_");
    const known = subs.length > 1 ? null : symbol(base);
    if (!known || (subs[0]?.length > 2 && subs[0] !== "label"))
        return subs.length ? atom(`\\texttt{${escapeText(text)}}`) : { kind: "text", text };
    const sub = subs[0] === "label" ? "\\text{label}" : subs[0];
    const tail = primes.replaceAll("'", "{\\prime}") + (sub ? `_{${sub}}` : "");
    return { ...known, tex: known.tex + tail,
        differential: known.differential && known.differential + tail };
}

class Parser {
    constructor(source) {
        this.tokens = tokenize(source);
        this.at = 0;
        this.depth = 0;
    }

    peek(ahead = 0) {
        return this.tokens[this.at + ahead];
    }

    words(ahead) {
        return this.tokens.slice(this.at, this.at + ahead).map((t) => t.text).join("");
    }

    // All up to CLOSER, or to the end.
    items(closer) {
        const items = [];
        while (this.at < this.tokens.length && !(closer && this.peek().text === closer))
            items.push(this.item(items));
        return divide(items.filter(Boolean));
    }

    item(before) {
        const token = this.peek();
        const sum = this.sum(before);
        if (sum)
            return sum;
        this.at++;
        switch (token.kind) {
        case "space": return { kind: "space", wide: token.text.length > 1 };
        case "code": return atom(`\\texttt{${escapeText(token.text.slice(1, -1))}}`);
        case "number": return this.scripts(number(token.text));
        case "word": return this.word(token.text);
        case "slash": return { kind: "slash" };
        case "operator": return { kind: "operator", tex: OPERATORS[token.text], name: token.text };
        case "open": return this.scripts(this.group(token.text));
        case "script": return this.scripts(atom("{}"), token);
        default: return this.other(token.text);
        }
    }

    other(text) {
        if (text === "," || text === ";")
            return { kind: "stop", tex: text };
        if (text === "|")
            return { kind: "atom", tex: "\\vert " };
        return { kind: "text", text };
    }

    word(text) {
        const times = text === "x" && / $/.test(this.tokens[this.at - 2]?.text ?? "") &&
            /^ K/.test(this.words(2));
        if (times)
            return { kind: "operator", tex: "\\times", name: "x" };
        const article = text === "a" && this.peek()?.kind === "space" &&
            this.peek(1)?.kind === "word" && !symbol(this.peek(1).text.split("_")[0].replace(/'+$/, ""));
        if (article)
            return { kind: "text", text };
        const bracket = this.peek()?.text === "(";
        if (bracket && /^(norm2?|sqrt)$/.test(text))
            return this.fence(text);
        const item = word(text);
        if (item.kind === "text")
            return item;
        const scripted = this.scripts(item);
        if (this.peek()?.text !== "(" && this.peek()?.text !== "[")
            return scripted;
        const opener = this.tokens[this.at++].text;
        const argument = this.scripts(this.group(opener));
        return atom(scripted.tex + argument.tex);
    }

    fence(name) {
        this.at++;
        const inner = this.inside(")");
        return this.scripts(atom(name === "sqrt" ? `\\sqrt{${inner}}` : `\\lVert ${inner} \\rVert`));
    }

    inside(closer) {
        if (++this.depth > DEEPEST)
            throw new RangeError("a formula that is nested too deep");
        const tex = spell(this.items(closer));
        this.depth--;
        this.at++;
        return tex;
    }

    group(opener) {
        const inner = this.inside(CLOSING[opener]);
        if (opener === "{")
            return { kind: "atom", tex: `{${inner}}`, inner };
        return { kind: "atom", tex: `${opener}${inner}${CLOSING[opener]}`, inner: opener === "(" ? inner : undefined };
    }

    // What is raised or lowered behind BASE.
    scripts(base, first) {
        let { tex, differential } = base, any = false;
        const power = tex === "e" || /_\{?$/.test(tex);
        for (let token = first ?? this.next("script"); token; token = this.next("script")) {
            const mark = token.text[0];
            const script = token.text.length > 1 ? token.text.slice(1) : this.script(mark === "_" || power);
            tex += `${mark}{${script}}`;
            differential = differential && `${differential}${mark}{${script}}`;
            any = true;
        }
        return any ? { ...base, tex, differential, inner: undefined } : base;
    }

    next(kind) {
        return this.peek()?.kind === kind ? this.tokens[this.at++] : undefined;
    }

    script(bare) {
        const token = this.tokens[this.at++];
        if (!token)
            return "";
        if (token.kind === "open") {
            const group = this.group(token.text);
            return token.text === "{" || bare ? group.inner ?? group.tex : group.tex;
        }
        if (token.text === "-")
            return "-" + this.script(bare);
        if (token.text === "T")
            return "T";
        return token.kind === "number" || token.kind === "word"
            ? spell([token.kind === "number" ? number(token.text) : word(token.text)]) : `\\text{${escapeText(token.text)}}`;
    }

    // "sum_k", "sum over l = 1..L of"; null: no sum stands here.
    sum() {
        const match = /^(?:the )?sum(_[a-z]| over (.{1,40}?) of(?: the)?(?= ))/.exec(this.words(40));
        if (!match || (match[2] && /[()^]/.test(match[2])))
            return null;
        for (let n = 0; n < match[0].length; this.at++)
            n += this.peek().text.length;
        if (!match[2])
            return { kind: "atom", tex: `\\sum_{${match[1].slice(1)}}`, sum: true };
        const [, low, high] = /^(\w = \S+?)\.\.(\S+)$/.exec(match[2]) ?? [];
        const range = (text) => spell(new Parser(text).items());
        const bounds = low ? `_{${range(low)}}^{${range(high)}}` : `_{${range(match[2].replace(" and ", ", "))}}`;
        return { kind: "atom", tex: `\\sum${bounds}`, sum: true };
    }
}

const bare = (item) => item.inner ?? item.tex;
const isAtom = (item) => item?.kind === "atom" || (item?.kind === "text" && /^[A-Za-z]+$/.test(item.text));
const texOf = (item) => (item.kind === "text" ? `\\text{${escapeText(item.text)}}` : bare(item));

// Puts what stands around a slash over each other.
function divide(items) {
    const out = [];
    for (let i = 0; i < items.length; i++) {
        if (items[i].kind !== "slash") {
            out.push(items[i]);
            continue;
        }
        let next = i + 1;
        if (items[next]?.kind === "space")
            next++;
        const spaced = out.at(-1)?.kind === "space" ? out.pop() : null;
        if (!isAtom(out.at(-1)) || !isAtom(items[next])) {
            out.push(...(spaced ? [spaced] : []), atom("/"));
            continue;
        }
        const over = out.pop();
        let under = items[next];
        if (under.sum && items[next + 1]?.kind === "space" && isAtom(items[next + 2])) {
            under = atom(`${under.tex} ${items[next + 2].tex}`);
            next += 2;
        }
        out.push(atom(over.differential && under.differential
            ? `\\frac{\\partial ${over.differential}}{\\partial ${under.differential}}`
            : `\\frac{${texOf(over)}}{${texOf(under)}}`));
        i = next;
    }
    return out;
}

// Two factors of which one is a name of several letters, or a fraction: a thin space keeps them apart.
function isTight(left, right) {
    return left?.kind === "atom" && right?.kind === "atom" && !left.prefix &&
        (/\\mathit|^\\mathrm/.test(left.tex + right.tex) || /^\\mathrm/.test(right.tex) || /^\\frac/.test(right.tex));
}

// One piece of TeX, words within.
function spell(items) {
    let tex = "";
    for (const [i, item] of items.entries()) {
        if (item.kind === "text") {
            const lead = items[i - 1]?.kind === "space" && items[i - 2]?.kind !== "text" ? " " : "";
            const tail = items[i + 1]?.kind === "space" ? " " : "";
            tex += `\\text{${lead}${escapeText(item.text)}${tail}}`;
        } else if (item.kind === "space") {
            tex += isTight(items[i - 1], items[i + 1]) ? "\\, " : " ";
        } else {
            tex += /\\[a-z]+$/i.test(item.tex) ? item.tex + " " : item.tex;
        }
    }
    return tex.trim().replace(/ +/g, " ");
}

// Where an equation begins although nothing stands between it and the one before, as in "a = b c = d".
function isNextEquation(items, at) {
    const before = items.slice(0, at);
    const clause = before.slice(1 + before.findLastIndex((item) => item.kind === "stop" || item.text === ":"));
    return isAtom(items[at]) && items[at].kind === "atom" && items[at + 1]?.kind === "space" &&
        /^:?=$/.test(items[at + 2]?.name ?? "") && clause.at(-1)?.kind === "space" &&
        clause.at(-2)?.kind === "atom" && clause.some((item) => /^:?=$/.test(item.name ?? ""));
}

// FORMULA in runs, {tex} or {text}, in the order of reading: a line may end between any two, and
// where `joined` is set no space stands in front; `line` begins a new one. Throws RangeError where it is no formula.
export function runs(formula) {
    if (formula.length > LONGEST)
        throw new RangeError("a formula that is too long");
    const out = [];
    let pending = [], space = false, joined = false, line = false;
    const flush = () => {
        const tex = spell(pending);
        if (tex)
            out.push({ tex, ...(joined && { joined }), ...(line && { line }) });
        pending = [];
        joined = line = false;
    };
    const say = (text, glued) => {
        const last = out.at(-1);
        if (last?.text !== undefined && !last.wide)
            last.text += (glued ? "" : " ") + text;
        else
            out.push(glued && last ? { text, joined: true } : { text });
    };
    const items = new Parser(formula).items();
    for (const [at, item] of items.entries()) {
        if (isNextEquation(items, at)) {
            flush();
            line = true;
        }
        if (item.kind === "space") {
            space = true;
            if (item.wide && out.length && !pending.length)
                out.at(-1).wide = true;
            pending.push(item);
            continue;
        }
        if (item.kind === "text" || item.kind === "stop") {
            flush();
            say(item.kind === "text" ? item.text : item.tex, !space);
        } else {
            if (BREAKS.has(item.name) && spell(pending))
                flush();
            if (!spell(pending))
                joined = !space && out.length > 0;
            pending.push(item.name && !spell(pending) && out.length ? { ...item, tex: `{}${item.tex}` } : item);
        }
        space = false;
    }
    flush();
    return out;
}
