"""numeric.py: what computes: the gradient check, the reference, the fixtures."""

import os
import shutil
import subprocess

from measure import PYTHON, ROOT, Failed, Series, Taken, has_module, interleaved, run

HERE = ROOT / "tests/bench"


def lines_of(argv, env=None):
    found = subprocess.run([*map(str, argv)], capture_output=True, text=True, check=False,
                           env={**os.environ, **(env or {})})
    if found.returncode != 0:
        raise Failed(f"status {found.returncode}: {' '.join(map(str, argv))}: {found.stderr.strip()}")
    return [line.split() for line in found.stdout.splitlines()]


def taken(fields):
    return Taken(*map(float, fields))


# ---- gradient check ----

STUDENT = ROOT / "tests/submissions/right-plain-log"


def check_and_bare(bench, shape, rounds):
    """Parameters, calls of the cost, and Series of checks and of bare calls. Both on one core: what shares it with us
    may not be the same on another."""
    (n, calls), *rows = lines_of(["taskset", "-c", os.cpu_count() - 1, bench.build / "bench/gradient", STUDENT, *shape,
                                  rounds])
    return int(n), int(calls), Series(taken(row[:2]) for row in rows), Series(taken(row[2:]) for row in rows)


def gradient(bench):
    table, shape = bench.table, (20, 10, 5, 50)
    check, bare, torch = Series(), Series(), Series()
    for _ in range(bench.rounds):
        n, calls, *series = check_and_bare(bench, shape, 5)
        check.extend(series[0])
        bare.extend(series[1])
        if has_torch := has_module("torch"):
            torch.extend(map(taken, lines_of([PYTHON, HERE / "torch_gradcheck.py", *shape, 5])))
    table.add(f"check of {n} parameters", check, f"{calls} bare calls", bare, at_most=1.05)
    if has_torch:
        table.add("PyTorch's gradcheck, slow", torch, "our check", check, at_least=15)
        table.put(what="a parameter", unit="us", value=1e6 * check.wall_s / n, cpu=1e6 * check.cpu_s / n,
                  beside="PyTorch's gradcheck", beside_value=1e6 * torch.wall_s / n, beside_cpu=1e6 * torch.cpu_s / n)
    else:
        table.note("no PyTorch: `scripts/setup bench` brings python3-torch")


# ---- reference ----

LARGE = (784, 100, 10, 5000)


def threads(count):
    return {name: str(count) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def reference(bench):
    table, took = bench.table, {}
    peers = [peer for peer in ("numpy", "torch") if has_module(peer)]
    for _ in range(bench.rounds):
        for name, *fields in lines_of([bench.build / "bench/reference", *LARGE, 3]):
            took.setdefault(name, Series()).append(taken(fields))
        for peer in peers:
            for count in (1, 2):
                took.setdefault(f"{peer}-{count}", Series()).extend(map(taken, lines_of(
                    [PYTHON, HERE / "matrix_peer.py", peer, *LARGE, 3], threads(count))))
    ours = {count: took.pop(f"reference-{count}", None) for count in "12"}
    by_sample = took.pop("by_sample")
    for name, series in took.items():
        what, _, count = name.partition("-")
        plural = "s" if count != "1" else ""
        limit = {"at_least": 0.75} if what == "dgemm" else {"at_least": 1}
        table.add(f"{'dgemm alone' if what == 'dgemm' else what}, {count} thread{plural}", series,
                  f"reference, {count} thread{plural}", ours[count] or ours["1"], **limit)
    table.add("sample by sample", by_sample, "reference, 1 thread", ours["1"])
    for name in ("dgemm", "numpy", "torch"):
        if f"{name}-1" not in took:
            table.note(f"no {name}: `scripts/setup bench` brings it")
    table.note("cost and gradient of 784-100-10, m = 5000; each row is what else does it in the ratio's numerator, "
               "the reference, by reference/batch.c, in its denominator: more is better")
    table.count("instructions of the reference", [bench.build / "bench/reference", 64, 25, 10, 100, 21],
                "one round of 21", [bench.build / "bench/reference", 64, 25, 10, 100, 1])


# ---- fixtures ----

def fixtures(bench):
    """Cores that wait are the floor: what was computed, spread over all of them."""
    table, cores = bench.table, os.cpu_count()
    key, made = bench.work / "key", bench.work / "set"
    shutil.copytree(ROOT / "fixtures/data", bench.work / "data")  # a set has it beside it
    key.write_text("a key of the benchmark, and of no course\n")
    key.chmod(0o600)

    def make(*options):
        shutil.rmtree(made, ignore_errors=True)
        return run([bench.build / "make_fixtures", "--data", ROOT / "fixtures/data", *options, made])

    make()  # the misconceptions' programs are kept from here on
    for what, options in (("public set", []), ("hidden set of a student", ["--key", key, "--student", "s1"])):
        series = interleaved(min(3, bench.rounds), make=lambda options=options: make(*options))["make"]
        spread = Series(Taken(t.cpu_s / cores, t.cpu_s) for t in series)
        table.add(what, series, f"its CPU time over {cores} cores", spread, at_most=1.1)
