/* batch_cblas.c: the suite of test_batch.c once more, with the matrix products of OpenBLAS where that is there: `unit`
 * has the plain ones, and no library that starts threads. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

Suite *batch_suite(void);

int main(void)
{
    setenv("CK_DEFAULT_TIMEOUT", "120", 0); /* as in main.c */
    SRunner *runner = srunner_create(batch_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    printf("batches: %d passed, %d failed\n", srunner_ntests_run(runner) - failed,
           failed);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
