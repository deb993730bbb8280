/* What the sanitizers ask of the program that they are linked into; nobody asks in a plain one.
 * A fault is to be theirs and not ours, since they name the line; leaks are left alone, since to
 * look for them they stop the process by ptrace, which the sandbox forbids. */

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
    return "disable_coredump=0:handle_segv=2:handle_sigbus=2:handle_sigfpe=2:handle_"
           "abort=2:detect_leaks=0:"
           "print_legend=0:print_full_thread_history=0:allocator_may_return_null=1:"
           "detect_stack_use_after_return=1:hard_rss_limit_mb=1024:max_malloc_fill_size="
           "4096:"
           "malloc_fill_byte=190";
}

const char *__ubsan_default_options(void)
{
    return "print_stacktrace=0";
}
