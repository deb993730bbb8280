# Gradecheck. `make help` lists the targets. One Makefile for all; what is built lies in
# build/VARIANT/ (release, asan, coverage side by side). CC, CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS
# are yours; what the build needs is in ALL_*.

VERSION := 0.1.0
VARIANT ?= release
CFLAGS ?= -O2 -g
CXXFLAGS ?= $(CFLAGS)
SUBMISSION ?= student_template
RESULTS ?= results.json
PREFIX ?= /usr/local
SECONDS ?= 60
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

ifneq ($(V),1)
Q := @
endif

B := build/$(VARIANT)
ifeq ($(VARIANT),asan)
# vptr has C++ alone, and wants its own linker.
VARIANT_FLAGS := -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all \
                 -fno-sanitize=vptr -fno-omit-frame-pointer
$(B)/obj/tests/%.o: VARIANT_FLAGS += -O0 # tests compute little: they are compiled for longer than they run
else ifeq ($(VARIANT),coverage)
VARIANT_FLAGS := --coverage -O0 -DCOVERAGE
else ifeq ($(VARIANT),fuzz)
VARIANT_FLAGS := -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow \
                 -fno-sanitize-recover=all -fno-omit-frame-pointer
else ifeq ($(VARIANT),handout)
# The same bytes from every folder.
PLACE_FLAGS := -g0 -ffile-prefix-map='$(CURDIR)'=.
endif

WARNINGS := -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wmissing-prototypes -Wvla
# ISO C keeps its floating point: no contraction, no reordering.
ALL_CFLAGS = -std=c11 -ffp-contract=off $(WARNINGS) $(CFLAGS) $(PLACE_FLAGS)
ALL_CXXFLAGS = -std=c++17 -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow $(CXXFLAGS) $(PLACE_FLAGS)
ALL_CPPFLAGS = -D_XOPEN_SOURCE=700 -DGRADECHECK_VERSION='"$(VERSION)"' \
               -DBUILD_FOLDER='"$(B)"' -Igrader -Istudent_template -Ireference \
               -idirafter /usr/include/flint -MMD -MP $(CPPFLAGS)
GRADER_LIBS := -lcjson -lz -lsodium -lpthread -lm
ifeq ($(VARIANT),handout)
GRADER_LIBS := -static $(B)/libcjson.a -lz -lsodium -lpthread -lm
$(B)/gradecheck: | $(B)/libcjson.a
endif
# Before FLINT 3, Arb was a library of its own, with its headers outside of flint/. Looked for
# when it is used: `setup` may just have installed it.
FLINT_LIBS = $(shell test -e /usr/include/arb.h && echo -lflint-arb) -lflint -lmpfr -lgmp
# OpenBLAS is used where it is, and is looked for as late.
CBLAS_LIBS = $(shell echo 'int main(void) { return !openblas_get_config(); }' | \
    $(CC) -include cblas.h -x c - -o /dev/null -lopenblas 2>/dev/null && echo -lopenblas)

JAIL_PARTS := jail landlock seccomp limits namespaces profiles
JAIL_SRC := $(JAIL_PARTS:%=grader/sandbox/%.c)
FILTERS_SRC := grader/sandbox/build_filters.c grader/sandbox/profiles.c
WORKER_SRC := $(wildcard grader/worker/*.c) grader/contract.c
OPTIONS_SRC := grader/options.c grader/options_help.c
GRADER_SRC := $(filter-out grader/main.c $(OPTIONS_SRC),$(wildcard grader/*.c)) \
              $(wildcard grader/check/*.c grader/diagnose/*.c grader/report/*.c grader/report/export/*.c) \
              $(filter-out $(JAIL_SRC) $(FILTERS_SRC),$(wildcard grader/sandbox/*.c))
CLASS_SRC := $(filter-out grader/class/main.c,$(wildcard grader/class/*.c))
CLASS_CXX_SRC := $(wildcard grader/class/*.cc)
CLASS_LIBS := -lsqlite3 -larchive -lyaml -ltomlplusplus -lstdc++
REFERENCE_PROGRAMS := make_fixtures verify_fixtures train digits_survey
REFERENCE_SRC := $(filter-out $(REFERENCE_PROGRAMS:%=reference/%.c),$(wildcard reference/*.c))
VARIANTS_SRC := $(addprefix tests/variants/,variants.c rows.c implementation.c)
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_PARTS := $(addprefix tests/fuzz/,input.c oracles.c)
FUZZ_SRC := $(FUZZERS:%=tests/fuzz/fuzz_%.c) $(FUZZ_PARTS)
BENCH_SRC := $(wildcard tests/bench/*.c)
HOSTILE_SRC := $(wildcard tests/hostile*.c)
TEST_SRC := $(filter-out tests/corpus%.c $(HOSTILE_SRC) tests/table_submission.c \
              tests/old_kernel.c tests/class_gradebook.c tests/batch_cblas.c,$(wildcard tests/*.c))
ALL_SRC := $(sort $(GRADER_SRC) $(CLASS_SRC) grader/class/main.c $(JAIL_SRC) $(FILTERS_SRC) $(WORKER_SRC) grader/main.c $(OPTIONS_SRC) \
             $(REFERENCE_SRC) $(REFERENCE_PROGRAMS:%=reference/%.c) $(TEST_SRC) \
             tests/corpus.c tests/corpus_entry.c tests/table_submission.c \
             tests/old_kernel.c tests/class_gradebook.c tests/batch_cblas.c \
             $(HOSTILE_SRC) $(FUZZ_SRC) $(VARIANTS_SRC) $(BENCH_SRC))
FORMATTED := $(filter-out tests/variants/%,$(ALL_SRC)) \
             $(wildcard grader/*.h grader/*/*.h grader/*/*/*.h reference/*.h tests/*.h tests/fuzz/*.h tests/variants/*.[ch]) \
             student_template/backprop.h student_template/backprop.c

objects = $(patsubst %.cc,$(B)/obj/%.o,$(patsubst %.c,$(B)/obj/%.o,$(1)))
# The jail and the worker run where sanitizers and coverage cannot: they are built plainly.
plain_objects = $(patsubst %.c,$(B)/plain/%.o,$(1))

VIEWER := grader/report/viewer
VIEWER_SRC := $(VIEWER)/index.html $(VIEWER)/class.html $(VIEWER)/vite.config.js \
              $(wildcard $(VIEWER)/src/* $(VIEWER)/src/class/*)

GRADECHECK := $(B)/gradecheck
GRADECLASS := $(B)/gradeclass
# The system's python3 has the system's packages.
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
BENCH_NEEDS = all $(addprefix $(B)/bench/,gradient reference naive.o timed/gradecheck) $(B)/make_fixtures \
              $(B)/tests/class_gradebook
PARTS := $(B)/jail $(B)/filters $(B)/worker.o $(B)/prelinked.o $(B)/include/backprop.h

.DEFAULT_GOAL := all
.PHONY: all gradecheck help setup grade watch explain doctor viewer screenshots test check corpus asan bench demo digits-survey fixtures \
        verify-fixtures variants teach accuracy mutants hostile fuzz fuzzers warnings format check-format tidy coverage includes handout install clean
.DELETE_ON_ERROR:

all: gradecheck $(GRADECLASS) ## build the graders: build/release/gradecheck of one submission, gradeclass of a class

gradecheck: $(GRADECHECK) $(PARTS) ## build gradecheck alone, all that a student needs

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing for the targets named beside it (make setup test)
	$(Q)scripts/setup $(filter-out setup,$(MAKECMDGOALS))

grade: gradecheck $(if $(HTML),viewer) ## grade SUBMISSION=folder (TASK=cost,gradient: these alone; V=1, SINCE=last, HTML=page)
	$(Q)$(GRADECHECK) grade '$(SUBMISSION)' --json '$(RESULTS)' $(if $(TASK),--task $(TASK)) \
	    $(if $(SINCE),--since '$(if $(filter last,$(SINCE)),$(RESULTS),$(SINCE))') \
	    $(if $(filter 1,$(V)),--verbose)
ifneq ($(HTML),)
	$(Q)$(GRADECHECK) report '$(RESULTS)' -o '$(HTML)'
	$(Q)echo '$(HTML): the report as a page'
endif

watch: gradecheck ## grade SUBMISSION=folder again at each save, until Ctrl-C (TASK=cost,gradient, V=1)
	$(Q)$(GRADECHECK) watch '$(SUBMISSION)' --json '$(RESULTS)' $(if $(TASK),--task $(TASK)) \
	    $(if $(filter 1,$(V)),--verbose)

viewer: $(B)/viewer.html $(B)/site/class.html ## build the page that 'gradecheck report' fills (HTML=file with make grade)

screenshots: all viewer $(B)/tests/class_gradebook ## make the pictures in docs/pictures again
	$(Q)scripts/screenshots $(B)

explain: gradecheck ## what a task or a cause is about: NAME=gradient, NAME=delta-sign (none: all tasks)
	$(Q)$(GRADECHECK) explain $(if $(NAME),'$(NAME)')

doctor: gradecheck ## what this machine offers for grading, and what is missing
	$(Q)$(GRADECHECK) doctor

test: check ## build and pass every test
check: all $(B)/tests/unit $(B)/tests/corpus $(B)/tests/hostile \
       $(if $(filter asan,$(VARIANT)),,$(B)/tests/table_submission $(B)/tests/old_kernel $(B)/tests/batch_cblas \
           $(B)/make_fixtures) \
       $(if $(filter asan coverage,$(VARIANT)),,$(B)/tests/variants $(B)/tests/class_gradebook \
           $(B)/viewer.html $(B)/site/class.html)
	$(Q)tests/run.sh $(B)

corpus: gradecheck $(B)/tests/corpus ## grade the corpus of right and wrong submissions, one line each
	$(Q)$(B)/tests/corpus $(GRADECHECK) tests/submissions

accuracy: gradecheck $(B)/tests/corpus $(B)/make_fixtures ## which causes are named, a table (SETS="public 1 2 3": hidden sets by number)
	$(Q)tests/accuracy.sh $(B) $(or $(SETS),public 1 2 3)

mutants: gradecheck ## every change of one token of the reference is caught, or equivalent (EVERY=n: each n-th)
	$(Q)tests/mutants/mutants.sh $(B) --every $(or $(EVERY),1)

hostile: gradecheck $(B)/tests/hostile ## grade the hostile corpus with every set of layers, as root and as a user
	$(Q)$(B)/tests/hostile --sets every --table $(B)/promises.md tests/hostile tests/submissions
	$(Q)tests/promises.sh $(B)/promises.md

fuzz: ## feed garbage to what reads strangers' bytes, SECONDS=60 for each fuzzer (0: the seeds alone)
	$(Q)$(MAKE) --no-print-directory VARIANT=fuzz CC=clang fuzzers
	$(Q)tests/fuzz/fuzz.sh build/fuzz $(SECONDS)

fuzzers: $(FUZZERS:%=$(B)/fuzz_%)

asan: ## the tests again, built with AddressSanitizer and UBSan
	$(Q)ASAN_OPTIONS=detect_stack_use_after_return=1 \
	    $(MAKE) --no-print-directory VARIANT=asan test

bench: $(BENCH_NEEDS) ## speed beside floors and peers of the same run: BENCH=latency (help: all), BENCH_FLAGS='--rounds 3'
	$(Q)$(PYTHON) tests/bench/bench.py $(B) $(BENCH) $(BENCH_FLAGS)

demo: $(B)/train ## train a net on real digits; draws build/release/demo.png
	$(Q)$(B)/train --data fixtures/data --output $(B)/demo.png

digits-survey: $(B)/digits_survey ## accuracy of the digits task over 200 seeds of each kind of init
	$(Q)$(B)/digits_survey

fixtures: $(B)/make_fixtures ## make fixtures/public again (SET=hidden KEY=file [STUDENT=id]: a hidden set)
ifeq ($(SET),hidden)
	$(Q)$(B)/make_fixtures --data fixtures/data --key '$(KEY)' \
	    $(if $(STUDENT),--student '$(STUDENT)') 'fixtures/hidden$(if $(STUDENT),-$(STUDENT))'
else
	$(Q)$(B)/make_fixtures --data fixtures/data fixtures/public
endif

teach: gradecheck $(B)/make_fixtures ## know a student's mistake from now on: FROM=submission ID=name [WHY=file]
	$(Q)scripts/teach $(B) '$(FROM)' '$(ID)' $(if $(WHY),'$(WHY)')

verify-fixtures: $(B)/verify_fixtures variants ## prove the committed set again from scratch
	$(Q)$(B)/verify_fixtures fixtures/public

variants: $(B)/tests/variants ## right and imprecise implementations against the fixtures' bounds
	$(Q)tests/variants.sh $(B)

warnings: ## what CC and CXX warn of in any source is an error; nothing is built
	$(Q)printf '%s\n' $(ALL_SRC) | xargs -P $(JOBS) -n 16 $(CC) $(filter-out -M%,$(ALL_CPPFLAGS)) $(ALL_CFLAGS) -Werror -fsyntax-only
	$(Q)$(CXX) $(filter-out -M%,$(ALL_CPPFLAGS)) $(ALL_CXXFLAGS) -Werror -fsyntax-only $(CLASS_CXX_SRC)

format: ## format all sources
	$(Q)clang-format -i $(FORMATTED)

check-format: ## fail where `make format` would change something
	$(Q)clang-format --dry-run --Werror $(FORMATTED)

tidy: compile_commands.json ## clang-tidy over all sources
	$(Q)clang-tidy --quiet -p . $(ALL_SRC)

coverage: ## line coverage of grader/ and reference/, at least 90 %
	$(Q)$(MAKE) --no-print-directory VARIANT=coverage test
	$(Q)gcovr --root . --object-directory build/coverage --filter grader/ --filter reference/ \
	    --exclude grader/worker/ --exclude grader/sandbox/jail.c \
	    $(patsubst %,--exclude grader/sandbox/%.c,build_filters $(filter-out jail,$(JAIL_PARTS))) \
	    --exclude reference/train.c --exclude reference/digits_survey.c \
	    --gcov-ignore-parse-errors --print-summary --fail-under-line 90

includes: ## check who includes whom (docs: who may know whom)
	$(Q)scripts/check-includes

handout: viewer ## what students and services get (FORMAT=gradescope, github, gitlab, classroom50; FIXTURES=folder)
	$(Q)$(MAKE) --no-print-directory VARIANT=handout gradecheck
	$(Q)scripts/handout $(VERSION) '$(or $(FORMAT),student)' $(if $(FIXTURES),'$(FIXTURES)')

install: all ## install below PREFIX (default /usr/local)
	$(Q)install -d $(DESTDIR)$(PREFIX)/lib/gradecheck/include $(DESTDIR)$(PREFIX)/bin \
	    $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	$(Q)install $(GRADECHECK) $(GRADECLASS) $(B)/jail $(DESTDIR)$(PREFIX)/lib/gradecheck/
	$(Q)install -m 644 $(B)/filters $(B)/worker.o $(B)/prelinked.* $(DESTDIR)$(PREFIX)/lib/gradecheck/
	$(Q)if test -e $(B)/viewer.html; then \
	    install -m 644 $(B)/viewer.html $(DESTDIR)$(PREFIX)/lib/gradecheck/; fi
	$(Q)if test -e $(B)/site/class.html; then \
	    install -d $(DESTDIR)$(PREFIX)/lib/gradecheck/site && \
	    install -m 644 $(B)/site/* $(DESTDIR)$(PREFIX)/lib/gradecheck/site/; fi
	$(Q)install -m 644 $(B)/include/backprop.h $(DESTDIR)$(PREFIX)/lib/gradecheck/include/
	$(Q)install -d $(DESTDIR)$(PREFIX)/lib/gradecheck/fixtures
	$(Q)cp -r fixtures/data fixtures/public $(DESTDIR)$(PREFIX)/lib/gradecheck/fixtures/
	$(Q)for command in gradecheck gradeclass; do \
	    ln -sf ../lib/gradecheck/$$command $(DESTDIR)$(PREFIX)/bin/$$command && \
	    install -m 644 docs/$$command.1 $(DESTDIR)$(PREFIX)/share/man/man1/ && \
	    install -m 644 completions/$$command.bash \
	        $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$command && \
	    install -m 644 completions/_$$command $(DESTDIR)$(PREFIX)/share/zsh/site-functions/ || exit 1; done

clean: ## remove what was built
	$(Q)rm -rf build compile_commands.json results.json

# ---- what is built ----

$(GRADECHECK): $(call objects,$(GRADER_SRC) grader/main.c $(OPTIONS_SRC))
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(GRADER_LIBS) $(LDLIBS) -o $@

$(GRADECLASS): $(call objects,$(GRADER_SRC) $(CLASS_SRC) $(CLASS_CXX_SRC) grader/class/main.c)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(CLASS_LIBS) $(GRADER_LIBS) $(LDLIBS) -o $@

# Static where that can be: it is started for every command, and ld.so takes a quarter of that.
$(B)/jail: $(call plain_objects,$(JAIL_SRC))
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -static $^ $(LDLIBS) -o $@ 2>/dev/null || \
	    $(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(B)/build_filters: $(call plain_objects,$(FILTERS_SRC))
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ -lseccomp $(LDLIBS) -o $@

$(B)/filters: $(B)/build_filters
	$(Q)$< $@

# Of objects (1) one (2) of which only main, the linker's __wrap_ names and the sanitizers' options can be
# seen: nothing else of ours answers to a name that a student's code calls.
define join_worker
	$(Q)$(CC) -r -nostdlib $(1) -o $(2).tmp
	$(Q)objcopy --wildcard --keep-global-symbol=main --keep-global-symbol='__wrap_*' \
	    --keep-global-symbol='__*_default_options' $(2).tmp $(2)
	$(Q)rm -f $(2).tmp
endef

$(B)/worker.o: $(call plain_objects,$(WORKER_SRC))
	$(call join_worker,$^,$@)

$(B)/prelinked.o: $(B)/worker.o grader/worker/prelinked.ld scripts/prelink
	$(Q)CC='$(CC)' scripts/prelink $< $(@D)

$(B)/libcjson.a:
	$(Q)CC='$(CC)' CFLAGS='$(CFLAGS) -g0' AR='$(AR)' scripts/static-cjson $@

$(B)/include/backprop.h: student_template/backprop.h
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

# npm's own words only where it fails; what it installed is known by its own list.
$(VIEWER)/node_modules/.package-lock.json: $(VIEWER)/package-lock.json
	$(Q)command -v npm >/dev/null || { echo 'npm is missing: run scripts/setup viewer' >&2; exit 1; }
	$(Q)cd $(VIEWER) && npm ci --silent --no-fund --no-audit && touch node_modules/.package-lock.json

$(B)/viewer.html: $(VIEWER)/node_modules/.package-lock.json $(VIEWER_SRC)
	$(Q)mkdir -p $(@D)/viewer
	$(Q)cd $(VIEWER) && npx --no-install vite build --outDir '$(CURDIR)/$(@D)/viewer'
	$(Q)mv $(@D)/viewer/index.html $@ && rmdir $(@D)/viewer

# The pages of a class, and what they share.
$(B)/site/class.html: $(VIEWER)/node_modules/.package-lock.json $(VIEWER_SRC)
	$(Q)mkdir -p $(@D)
	$(Q)cd $(VIEWER) && for page in class student; do \
	    npx --no-install vite build --mode $$page --outDir '$(CURDIR)/$(@D)' || exit; done
	$(Q)mv $(@D)/index.html $(@D)/student.html && touch $@

# It runs misconceptions as submissions are run.
$(B)/make_fixtures: | $(PARTS)

$(B)/make_fixtures $(B)/verify_fixtures: $(B)/%: $(B)/obj/reference/%.o \
        $(call objects,$(REFERENCE_SRC) $(GRADER_SRC))
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(FLINT_LIBS) $(GRADER_LIBS) $(LDLIBS) -o $@

# The products of a batch by OpenBLAS; $(B)/obj has them by plain loops.
CBLAS_PRODUCT := $(B)/cblas/product.o
$(CBLAS_PRODUCT): reference/product.c
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(if $(CBLAS_LIBS),-DHAVE_CBLAS) $(ALL_CFLAGS) $(VARIANT_FLAGS) -c $< -o $@

$(B)/train $(B)/digits_survey: $(B)/%: $(B)/obj/reference/%.o \
        $(call objects,reference/backprop.c reference/digits.c $(GRADER_SRC))
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(if $(filter %/train,$@),$(CBLAS_LIBS)) $(GRADER_LIBS) $(LDLIBS) -o $@
$(B)/train: $(B)/obj/reference/batch.o $(CBLAS_PRODUCT)

$(B)/tests/unit: $(call objects,$(TEST_SRC) $(GRADER_SRC) $(OPTIONS_SRC) $(CLASS_SRC) $(CLASS_CXX_SRC) $(REFERENCE_SRC))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(FLINT_LIBS) \
	    -lcheck -lsubunit -lrt $(CLASS_LIBS) $(GRADER_LIBS) $(LDLIBS) -o $@

$(B)/tests/batch_cblas: $(call objects,$(addprefix tests/,batch_cblas.c test_batch.c) $(addprefix reference/,batch.c backprop.c)) \
        $(CBLAS_PRODUCT)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ -lcheck -lsubunit -lrt -lpthread $(CBLAS_LIBS) -lm $(LDLIBS) -o $@

$(B)/tests/corpus: $(call objects,tests/corpus_entry.c tests/command.c)
$(B)/tests/corpus: $(B)/tests/%: $(B)/obj/tests/%.o $(B)/obj/tests/text_file.o
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ -lcjson -lm $(LDLIBS) -o $@

# ---- what measures ----

BENCH_STUDENT := tests/submissions/right-plain-log
$(B)/bench/student.o: $(BENCH_STUDENT)/backprop.c
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O2 -Istudent_template -c $< -o $@

$(B)/bench/gradient: $(B)/obj/tests/bench/gradient.o $(B)/bench/student.o $(call objects,$(GRADER_SRC))
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) -Wl,--wrap=session_call $^ $(GRADER_LIBS) $(LDLIBS) -o $@

$(B)/obj/tests/bench/reference.o: ALL_CPPFLAGS += $(if $(CBLAS_LIBS),-DHAVE_CBLAS)
$(B)/bench/reference: $(call objects,tests/bench/reference.c reference/batch.c reference/backprop.c) $(CBLAS_PRODUCT)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(CBLAS_LIBS) -lm $(LDLIBS) -o $@

$(B)/bench/naive.o: $(B)/obj/tests/bench/naive.o
	$(Q)mkdir -p $(@D) && cp $< $@

# A grader of its own, whose worker times what it calls.
TIMED := $(B)/bench/timed
TIMED_PARTS := $(WORKER_SRC:%.c=$(B)/plain/%.o) $(B)/plain/tests/bench/timed_calls.o
$(B)/plain/tests/bench/timed_calls.o: ALL_CPPFLAGS += -DTIMED_CALLS='"$(CURDIR)/$(TIMED)/calls"'
$(TIMED)/gradecheck: $(GRADECHECK) $(PARTS) $(TIMED_PARTS)
	$(Q)mkdir -p $(@D)
	$(Q)objcopy --redefine-sym call_function=timed_call_function $(B)/plain/grader/worker/worker.o $(@D)/main.o
	$(call join_worker,$(@D)/main.o $(filter-out %/worker/worker.o,$(TIMED_PARTS)),$(@D)/worker.o)
	$(Q)cp -r $(B)/jail $(B)/filters $(B)/include $(@D)/ && cp $(GRADECHECK) $@

$(B)/tests/table_submission: $(call objects,tests/table_submission.c $(GRADER_SRC))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(GRADER_LIBS) $(LDLIBS) -o $@

$(B)/tests/class_gradebook: $(call objects,tests/class_gradebook.c $(GRADER_SRC) $(CLASS_SRC) $(CLASS_CXX_SRC))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(CLASS_LIBS) $(GRADER_LIBS) $(LDLIBS) -o $@

$(B)/tests/old_kernel: $(call plain_objects,tests/old_kernel.c)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(B)/tests/hostile: $(call objects,$(HOSTILE_SRC) tests/text_file.c tests/command.c $(GRADER_SRC))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(GRADER_LIBS) $(LDLIBS) -o $@

# From an archive the linker takes what is missing: where a fuzzer has a function of its own in the
# place of the grader's, that one counts.
$(B)/grader.a: $(call objects,$(GRADER_SRC) $(OPTIONS_SRC) $(CLASS_SRC))
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(FUZZERS:%=$(B)/fuzz_%): $(B)/%: $(B)/obj/tests/fuzz/%.o $(call objects,$(FUZZ_PARTS)) $(B)/grader.a
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) -fsanitize=fuzzer $(LDFLAGS) $^ $(GRADER_LIBS) \
	    $(LDLIBS) -o $@

$(B)/tests/variants: $(call objects,$(VARIANTS_SRC) $(GRADER_SRC))
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(VARIANT_FLAGS) $(LDFLAGS) $^ $(GRADER_LIBS) -ldl $(LDLIBS) -o $@

$(B)/obj/%.o: %.c
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(VARIANT_FLAGS) -c $< -o $@

$(B)/obj/%.o: %.cc
	$(Q)mkdir -p $(@D)
	$(Q)$(CXX) $(ALL_CPPFLAGS) $(ALL_CXXFLAGS) $(VARIANT_FLAGS) -c $< -o $@

$(B)/plain/%.o: %.c
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -c $< -o $@

# With `make -j setup grade`, nothing is compiled before setup is done.
ifneq ($(filter setup,$(MAKECMDGOALS)),)
$(call objects,$(ALL_SRC)) $(call plain_objects,$(ALL_SRC)) $(CBLAS_PRODUCT): | setup
$(VIEWER)/node_modules/.package-lock.json handout: | setup
endif

compile_commands.json: Makefile $(ALL_SRC)
	$(Q){ printf '['; separator=; for f in $(ALL_SRC); do \
	    printf '%s\n{"directory": "%s", "file": "%s", "command": "cc %s -c %s"}' \
	        "$$separator" "$(CURDIR)" "$$f" \
	        '-D_XOPEN_SOURCE=700 -DGRADECHECK_VERSION=\\\"$(VERSION)\\\" -DBUILD_FOLDER=\\\"$(B)\\\" -Igrader -Istudent_template -Ireference -idirafter /usr/include/flint -std=c11 $(WARNINGS)' \
	        "$$f"; separator=,; done; printf '\n]\n'; } > $@

-include $(patsubst %.c,$(B)/obj/%.d,$(ALL_SRC)) $(patsubst %.c,$(B)/plain/%.d,$(ALL_SRC)) \
    $(patsubst %.cc,$(B)/obj/%.d,$(CLASS_CXX_SRC)) $(CBLAS_PRODUCT:.o=.d)
