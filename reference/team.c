#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "team.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What all processes see. */
struct board {
    atomic_size_t next;         /* the next turn: how many pieces were begun */
    atomic_size_t first_failed; /* the lowest piece that has, or how many there are */
    size_t under_way[TEAM_MAX_JOBS]; /* of each member */
};

/* A process, and two files without a name that it appends to. */
struct member {
    pid_t pid;
    int results, errors;
    off_t told; /* of its errors: what belongs to pieces that it has done */
};

/* What a member says of a piece that it has done: one write to a pipe, which is whole. */
struct notice {
    bool done, failed;
    size_t piece, member;
    off_t results, errors, errors_end; /* where they begin, and end */
    size_t n_results;
};

struct team {
    const struct team_work *work;
    struct board *board;
    int notices_in, notices_out; /* ends of the pipe */
    struct member *members;
    size_t n_members;
    struct notice *notices; /* of each piece */
    size_t n_taken;
    bool failed;
};

/* ---- files ---- */

static int open_nameless(void)
{
    char path[4096];
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/tmp";
    snprintf(path, sizeof path, "%s/gradecheck-XXXXXX", folder);
    int fd = mkstemp(path);
    if (fd < 0 || unlink(path) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
        return error("cannot make a temporary file in '%s': %s", folder, strerror(errno));
    return fd;
}

static int append(int fd, const char *bytes, size_t n)
{
    for (size_t written = 0; written < n;) {
        ssize_t step = write(fd, bytes + written, n - written);
        if (step < 0 && errno != EINTR)
            return error("cannot write to a temporary file: %s", strerror(errno));
        written += step > 0 ? (size_t)step : 0;
    }
    return 0;
}

static int read_at(int fd, off_t offset, char *bytes, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t step = pread(fd, bytes + done, n - done, offset + (off_t)done);
        if (step == 0 || (step < 0 && errno != EINTR))
            return error("cannot read a temporary file: %s",
                         step == 0 ? "it ends too soon" : strerror(errno));
        done += step > 0 ? (size_t)step : 0;
    }
    return 0;
}

/* ---- a member ---- */

/* What the piece hands back, at the end of the member's results. */
static int do_piece(const struct team *team, const struct member *member,
                    struct notice *notice)
{
    const struct team_work *work = team->work;
    char *bytes = NULL;
    FILE *to = open_memstream(&bytes, &notice->n_results);
    if (!to)
        return error("out of memory");
    int status = work->work(work->context, notice->piece, to);
    if (fclose(to) != 0 && status == 0)
        status = error("out of memory");
    notice->results = lseek(member->results, 0, SEEK_CUR);
    if (status == 0)
        status = append(member->results, bytes, notice->n_results);
    free(bytes);
    return status;
}

/* A team that nobody listens to any more ends. */
static bool tell(const struct team *team, const struct notice *notice)
{
    return write(team->notices_out, notice, sizeof *notice) == (ssize_t)sizeof *notice;
}

/* The piece whose turn it is: work->first, then the others from the lowest. */
static size_t piece_at(const struct team_work *work, size_t turn)
{
    if (turn == 0)
        return work->first;
    return turn <= work->first ? turn - 1 : turn;
}

static void note_failure(struct board *board, size_t piece)
{
    size_t lowest = atomic_load(&board->first_failed);
    while (piece < lowest &&
           !atomic_compare_exchange_weak(&board->first_failed, &lowest, piece))
        ;
}

/* No piece behind one that has failed is begun. */
static void do_pieces(const struct team *team, size_t m)
{
    const struct team_work *work = team->work;
    const struct member *member = &team->members[m];
    struct notice notice = {.done = true, .member = m};
    bool opened = false;
    size_t turn;
    while ((turn = atomic_fetch_add(&team->board->next, 1)) < work->n_pieces) {
        notice.piece = piece_at(work, turn);
        if (notice.piece > atomic_load(&team->board->first_failed))
            continue;
        team->board->under_way[m] = notice.piece;
        notice.errors = lseek(member->errors, 0, SEEK_CUR);
        opened = opened || !work->open || work->open(work->context) == 0;
        notice.failed = !opened || do_piece(team, member, &notice) != 0;
        if (notice.failed)
            note_failure(team->board, notice.piece);
        notice.errors_end = lseek(member->errors, 0, SEEK_CUR);
        if (!tell(team, &notice))
            break;
    }
    if (opened && work->close)
        work->close(work->context);
}

#ifdef COVERAGE
void __gcov_dump(void);
#else
#define __gcov_dump() ((void)0)
#endif

static _Noreturn void be_member(const struct team *team, size_t m)
{
    close(team->notices_in);
    signal(SIGPIPE, SIG_IGN);
    if (dup2(team->members[m].errors, STDERR_FILENO) < 0)
        _exit(1);
    do_pieces(team, m);
    __gcov_dump();
    _exit(0);
}

/* ---- this process ---- */

static void stop(struct team *team)
{
    team->failed = true;
    atomic_store(&team->board->next, team->work->n_pieces);
}

/* Prints what the member has printed, from BEGIN to END. */
static void show_errors(const struct member *member, off_t begin, off_t end)
{
    char text[4096];
    while (begin < end) {
        size_t left = (size_t)(end - begin);
        size_t n = left < sizeof text ? left : sizeof text;
        if (read_at(member->errors, begin, text, n) != 0)
            return;
        ssize_t written = write(STDERR_FILENO, text, n);
        (void)written; /* as with error() */
        begin += (off_t)n;
    }
}

static int take(struct team *team, const struct notice *notice)
{
    const struct team_work *work = team->work;
    const struct member *member = &team->members[notice->member];
    if (work->begin)
        work->begin(work->context, notice->piece);
    show_errors(member, notice->errors, notice->errors_end);
    if (notice->failed)
        return -1;
    char *bytes = malloc(notice->n_results + 1);
    if (!bytes)
        return error("out of memory");
    bytes[notice->n_results] = '\0';
    int status = read_at(member->results, notice->results, bytes, notice->n_results);
    if (status == 0)
        status = work->take(work->context, notice->piece, bytes, notice->n_results);
    free(bytes);
    return status;
}

/* Until the last member has closed its end of the pipe. */
static void take_all(struct team *team)
{
    struct notice notice;
    ssize_t n;
    while ((n = read(team->notices_in, &notice, sizeof notice)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n != (ssize_t)sizeof notice) {
            error("cannot read from a pipe: %s",
                  n < 0 ? strerror(errno) : "half a notice");
            stop(team);
            return;
        }
        team->notices[notice.piece] = notice;
        team->members[notice.member].told = notice.errors_end;
        while (!team->failed && team->n_taken < team->work->n_pieces &&
               team->notices[team->n_taken].done)
            if (take(team, &team->notices[team->n_taken++]) != 0)
                stop(team);
    }
}

/* Ended as it should not have: its own words, if it left some, and whose piece it was. */
static void report_end(struct team *team, size_t m, int status)
{
    const struct member *member = &team->members[m];
    const struct team_work *work = team->work;
    show_errors(member, member->told, lseek(member->errors, 0, SEEK_END));
    if (WIFSIGNALED(status))
        error("%s: the process at work on it was ended by signal %d",
              work->name(work->context, team->board->under_way[m]), WTERMSIG(status));
    else
        error("%s: the process at work on it ended with status %d",
              work->name(work->context, team->board->under_way[m]), WEXITSTATUS(status));
    stop(team);
}

static void await_all(struct team *team)
{
    for (size_t m = 0; m < team->n_members; m++) {
        int status = 0;
        while (waitpid(team->members[m].pid, &status, 0) < 0 && errno == EINTR)
            ;
        if (status != 0 && !team->failed)
            report_end(team, m, status);
    }
}

static int start_all(struct team *team, size_t n)
{
    fflush(stdout);
    for (; team->n_members < n; team->n_members++) {
        struct member *member = &team->members[team->n_members];
        if ((member->results = open_nameless()) < 0 ||
            (member->errors = open_nameless()) < 0)
            return -1;
        member->pid = fork();
        if (member->pid < 0)
            return error("cannot start a process: %s", strerror(errno));
        if (member->pid == 0)
            be_member(team, team->n_members);
    }
    return 0;
}

static int open_team(struct team *team, size_t n)
{
    int ends[2];
    if (pipe(ends) != 0)
        return error("cannot make a pipe: %s", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    team->notices_in = ends[0];
    team->notices_out = ends[1];
    void *board = mmap(NULL, sizeof *team->board, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    team->board = board == MAP_FAILED ? NULL : board;
    team->members = calloc(n, sizeof *team->members);
    team->notices = calloc(team->work->n_pieces + 1, sizeof *team->notices);
    if (!team->board || !team->members || !team->notices)
        return error("out of memory");
    atomic_init(&team->board->first_failed, team->work->n_pieces);
    for (size_t m = 0; m < n; m++)
        team->members[m] = (struct member){.pid = -1, .results = -1, .errors = -1};
    return 0;
}

static void close_team(struct team *team, size_t n)
{
    for (size_t m = 0; team->members && team->notices && team->board && m < n; m++) {
        if (team->members[m].results >= 0)
            close(team->members[m].results);
        if (team->members[m].errors >= 0)
            close(team->members[m].errors);
    }
    if (team->board)
        munmap(team->board, sizeof *team->board);
    if (team->notices_in >= 0)
        close(team->notices_in);
    free(team->members);
    free(team->notices);
}

int team_run(const struct team_work *work, int n_jobs)
{
    struct team team = {.work = work, .notices_in = -1, .notices_out = -1};
    size_t n = n_jobs > TEAM_MAX_JOBS ? TEAM_MAX_JOBS : (size_t)n_jobs;
    if (n > work->n_pieces)
        n = work->n_pieces;
    if (open_team(&team, n) != 0)
        team.failed = true;
    else if (start_all(&team, n) != 0)
        stop(&team);
    if (team.notices_out >= 0)
        close(team.notices_out);
    if (team.n_members > 0)
        take_all(&team);
    await_all(&team);
    close_team(&team, n);
    return team.failed ? -1 : 0;
}
