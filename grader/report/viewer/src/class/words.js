// Numbers, times and names in words.

export const people = (n) => `${n} ${n === 1 ? "student" : "students"}`;
export const percent = (share) => `${Math.round(100 * share)} %`;
export const decimal = (x, digits) => (Number.isFinite(x) ? x.toFixed(digits).replace("-", "−") : "–");
export const points = (x) => (Number.isFinite(x) ? String(Math.round(100 * x) / 100).replace("-", "−") : "–");

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const WHOLE = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
export const day = (ms) => DAY.format(ms);
export const moment = (ms) => MOMENT.format(ms).replace(",", "");
export const whole = (ms) => WHOLE.format(ms);

// "Ada, Emil and 3 more"
export function some(students, most = 6) {
    const names = students.slice(0, most).map((student) => student.name.length > 40 ? `${student.name.slice(0, 40)}…` : student.name);
    const left = students.length - names.length;
    return names.join(", ") + (left > 0 ? ` and ${left} more` : "");
}
