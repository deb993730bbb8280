/* main.c: runs every Check suite; each test in a process of its own. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(NULL);
#define ADD_SUITE(topic) srunner_add_suite(runner, topic##_suite());
    TEST_SUITES(ADD_SUITE)
#undef ADD_SUITE
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    printf("unit tests: %d passed, %d failed\n", srunner_ntests_run(runner) - failed,
           failed);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
