#include "verdict.h"

static const char *const names[VERDICT_COUNT] = {
    [VERDICT_SKIPPED] = "skipped",     [VERDICT_PASS] = "pass",
    [VERDICT_WRONG] = "wrong",         [VERDICT_NOT_FINITE] = "not finite",
    [VERDICT_UNWRITTEN] = "unwritten", [VERDICT_MODIFIED_INPUT] = "modified input",
    [VERDICT_CRASH] = "crash",         [VERDICT_TIMEOUT] = "timeout",
    [VERDICT_FORBIDDEN] = "forbidden", [VERDICT_NOT_BUILT] = "not built",
};

const char *verdict_name(enum verdict verdict)
{
    return names[verdict];
}
