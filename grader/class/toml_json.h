/* toml_json.h: TOML as JSON, so that C can read it. Each value becomes an object that tells where and what
 * it was:
 *
 *     {"line": 3, "type": "integer", "value": 5}
 *
 * The types are "table" (its value an object), "array", "text", "integer", "number", "bool" and "time" (a
 * date, a time or both, its value a text in ISO 8601). A number that JSON has none for is null. The line is
 * 0 where it is not known.
 */
#ifndef GRADER_CLASS_TOML_JSON_H
#define GRADER_CLASS_TOML_JSON_H

#ifdef __cplusplus
extern "C" {
#endif

/* The JSON of TEXT, NUL-terminated. The caller frees it; NULL after one error line with NAME and the
 * line: not TOML, or no memory. */
char *toml_json(const char *text, const char *name);

#ifdef __cplusplus
}
#endif

#endif
