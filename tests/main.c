/* main.c: unit [PART PARTS]: runs every Check suite, or those of one of PARTS shares (PART from 0 on), which may run
 * side by side; each test in a process of its own. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    long part = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
    long parts = argc == 3 ? strtol(argv[2], NULL, 10) : 1, n = 0;
    if ((argc != 1 && argc != 3) || parts < 1 || part < 0 || part >= parts) {
        fprintf(stderr, "usage: %s [PART PARTS]\n", argv[0]);
        return 2;
    }
    /* Check's own limit is 4 s, which a busy machine may take for any test. */
    setenv("CK_DEFAULT_TIMEOUT", "120", 0);
    SRunner *runner = srunner_create(NULL);
#define ADD_SUITE(topic)     \
    if (n++ % parts == part) \
        srunner_add_suite(runner, topic##_suite());
    TEST_SUITES(ADD_SUITE)
#undef ADD_SUITE
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    printf("unit tests: %d passed, %d failed\n", srunner_ntests_run(runner) - failed,
           failed);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
