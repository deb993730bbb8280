#include "standard_output.h"

#include "error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int standard_output_flush(void)
{
    /* First, since it fails again, and says why. */
    if (fflush(stdout) != 0 || ferror(stdout))
        return error("cannot write to stdout: %s", strerror(errno));
    return 0;
}
