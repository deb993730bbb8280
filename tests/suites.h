/* suites.h: the Check suites, one a topic, each in the file test_TOPIC.c. */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

#define TEST_SUITES(SUITE)  \
    SUITE(contract)         \
    SUITE(layout)           \
    SUITE(compare)          \
    SUITE(initialisation)   \
    SUITE(complexity)       \
    SUITE(gzip)             \
    SUITE(json)             \
    SUITE(problems)         \
    SUITE(results)          \
    SUITE(fixture)          \
    SUITE(fixture_named)    \
    SUITE(fixture_refused)  \
    SUITE(fixture_set)      \
    SUITE(build_cache)      \
    SUITE(fixture_cache)    \
    SUITE(printable)        \
    SUITE(submission)       \
    SUITE(template)         \
    SUITE(touched)          \
    SUITE(standing)         \
    SUITE(object)           \
    SUITE(build)            \
    SUITE(sandbox)          \
    SUITE(session)          \
    SUITE(worker_memory)    \
    SUITE(properties)       \
    SUITE(misconception)    \
    SUITE(diagnose)         \
    SUITE(options)          \
    SUITE(report)           \
    SUITE(page)             \
    SUITE(reference)        \
    SUITE(training)         \
    SUITE(batch)            \
    SUITE(certify)          \
    SUITE(certify_bounds)   \
    SUITE(random)           \
    SUITE(fixtures)         \
    SUITE(audit)            \
    SUITE(secret)           \
    SUITE(changes)          \
    SUITE(team)             \
    SUITE(class_csv)        \
    SUITE(class_policy)     \
    SUITE(class_marks)      \
    SUITE(class_statistics) \
    SUITE(class_intake)     \
    SUITE(class_stage)      \
    SUITE(class_gradebook)  \
    SUITE(class_shared)     \
    SUITE(class_similar)

#define DECLARE_SUITE(topic) Suite *topic##_suite(void);
TEST_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
