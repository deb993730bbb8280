#include "report/progress.h"

#include "terminal.h"

static const char erase[] = "\r\x1b[K";

void progress_start(struct progress *progress, FILE *stream)
{
    *progress =
        (struct progress){.stream = stream, .on = terminal_takes_escapes(fileno(stream))};
}

/* The cursor goes back to the line's start, so that an error line writes over what is there. */
void progress_show(void *context, const char *what, int done, int total)
{
    struct progress *progress = context;
    if (!progress->on)
        return;
    if (done > 0)
        fprintf(progress->stream, "%s%s %d/%d\r", erase, what, done, total);
    else
        fprintf(progress->stream, "%s%s\r", erase, what);
    fflush(progress->stream);
    progress->drawn = true;
}

void progress_clear(struct progress *progress)
{
    if (!progress->drawn)
        return;
    fputs(erase, progress->stream);
    fflush(progress->stream);
    progress->drawn = false;
}
