#include "saves.h"

#include "error.h"
#include "submission.h"

#include <errno.h>
#include <poll.h>
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* Editors write a file and close it, or write another one and rename it. That a file was made or
 * changed is of no interest before. */
enum {
    FILE_EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE,
    FOLDER_EVENTS = IN_DELETE_SELF | IN_MOVE_SELF
};

/* ---- opening and closing ---- */

static int open_files(struct saves *saves)
{
    struct stat info;
    saves->files = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (saves->files < 0)
        return error("cannot watch '%s': %s", saves->folder, strerror(errno));
    if (inotify_add_watch(saves->files, saves->folder,
                          FILE_EVENTS | FOLDER_EVENTS | IN_ONLYDIR) < 0 ||
        stat(saves->folder, &info) != 0) {
        int reason = errno;
        return reason == ENOENT ? error("'%s': no such folder", saves->folder)
               : reason == ENOTDIR
                   ? error("'%s' is not a folder: name the folder that holds "
                           "the .c files",
                           saves->folder)
                   : error("cannot watch '%s': %s", saves->folder, strerror(reason));
    }
    saves->device = info.st_dev;
    saves->inode = info.st_ino;
    return 0;
}

static int open_signals(struct saves *saves)
{
    sigset_t told;
    sigemptyset(&told);
    sigaddset(&told, SIGINT);
    sigaddset(&told, SIGTERM);
    sigaddset(&told, SIGHUP);
    sigaddset(&told, SIGCHLD);
    saves->signals = signalfd(-1, &told, SFD_CLOEXEC | SFD_NONBLOCK);
    if (saves->signals < 0)
        return error("cannot watch for signals: %s", strerror(errno));
    sigprocmask(SIG_BLOCK, &told, NULL);
    return 0;
}

static void close_descriptors(struct saves *saves)
{
    if (saves->files >= 0)
        close(saves->files);
    if (saves->signals >= 0)
        close(saves->signals);
    saves->files = saves->signals = -1;
}

int saves_open(struct saves *saves, const char *folder)
{
    *saves = (struct saves){.folder = folder, .files = -1, .signals = -1};
    sigprocmask(SIG_BLOCK, NULL, &saves->before);
    if (open_files(saves) == 0 && open_signals(saves) == 0)
        return 0;
    close_descriptors(saves);
    return -1;
}

void saves_leave(struct saves *saves)
{
    sigset_t mask = saves->before;
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    close_descriptors(saves);
}

void saves_close(struct saves *saves)
{
    close_descriptors(saves);
    sigprocmask(SIG_SETMASK, &saves->before, NULL);
}

/* ---- waiting ---- */

static bool is_gone(const struct saves *saves)
{
    struct stat info;
    return stat(saves->folder, &info) != 0 || info.st_dev != saves->device ||
           info.st_ino != saves->inode;
}

static bool is_of_interest(const struct inotify_event *event)
{
    if (event->mask & (IN_Q_OVERFLOW | FOLDER_EVENTS | IN_IGNORED | IN_UNMOUNT))
        return true;
    return event->len > 0 && submission_takes(event->name);
}

static enum saves_event read_files(const struct saves *saves)
{
    alignas(struct inotify_event) char buffer[8192];
    bool any = false;
    ssize_t n;
    while ((n = read(saves->files, buffer, sizeof buffer)) > 0)
        for (const char *at = buffer; at < buffer + n;) {
            const struct inotify_event *event = (const void *)at;
            any = any || is_of_interest(event);
            at += sizeof *event + event->len;
        }
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        error("cannot watch '%s': %s", saves->folder, strerror(errno));
        return SAVES_FAILED;
    }
    return is_gone(saves) ? SAVES_GONE : any ? SAVES_SAVED : SAVES_NOTHING;
}

static enum saves_event read_signal(struct saves *saves)
{
    struct signalfd_siginfo info;
    if (read(saves->signals, &info, sizeof info) != sizeof info)
        return SAVES_NOTHING;
    if (info.ssi_signo == SIGCHLD)
        return SAVES_CHILD;
    saves->signal = (int)info.ssi_signo;
    return SAVES_SIGNAL;
}

enum saves_event saves_wait(struct saves *saves, int timeout_ms)
{
    struct pollfd ready[] = {{.fd = saves->signals, .events = POLLIN},
                             {.fd = saves->files, .events = POLLIN}};
    int n = poll(ready, 2, timeout_ms);
    if (n < 0 && errno != EINTR) {
        error("cannot wait: %s", strerror(errno));
        return SAVES_FAILED;
    }
    if (n > 0 && ready[0].revents)
        return read_signal(saves);
    return n > 0 ? read_files(saves) : SAVES_NOTHING;
}
