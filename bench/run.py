#!/usr/bin/env python3
"""Measures Crosswalk beside other tools and prints JSON; docs/benchmarks.md explains each case.

  python bench/run.py [--size full|small] [--programs .build/release] [--repeat 3] [CASE…]

Each case runs ours and the peer in turn, in processes of their own, on the same data, and tells the median seconds, the
peak memory of the whole process, the ratio of the medians, and the share of rows on which the two agree.
"""
import argparse
import importlib
import json
import os
import platform
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/data"]
import harness
import make

CASES = ["ingest", "fetch", "match", "measure", "push", "incremental", "associate", "serve-ingest", "serve-pages"]


def summary(measurements):
    seconds = [m.seconds for m in measurements]
    cores = [m.cpu_seconds for m in measurements if m.cpu_seconds is not None]
    return {"median_seconds": round(statistics.median(seconds), 3), "seconds": [round(s, 3) for s in seconds],
            "cpu_seconds": round(statistics.median(cores), 3) if cores else None,
            "peak_bytes": max(m.peak_bytes for m in measurements)}


def report(case, rows, ours, theirs, peer, agreement, **more):
    """One line of the result: what both took, how many times faster ours is, where they agree."""
    mine, other = summary(ours), summary(theirs)
    return {
        "case": case, "rows": rows, "ours": mine, "peer": {"name": peer, **other},
        "rows_per_second": round(rows / mine["median_seconds"]) if mine["median_seconds"] else None,
        "ratio": round(other["median_seconds"] / mine["median_seconds"], 2), "agreement": agreement, **more}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=make.SIZES, default="full")
    parser.add_argument("--programs", default=".build/release")
    parser.add_argument("--data", help="an organisation made before, by bench/data/make.py")
    parser.add_argument("--scratch", help="where workspaces go; about three times the data's size")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; all where none is named")
    arguments = parser.parse_args()
    unknown = set(arguments.cases) - set(CASES)
    if unknown:
        parser.error(f"there is no case {', '.join(sorted(unknown))}; the cases are {', '.join(CASES)}")
    data = arguments.data or make.make(arguments.size, f"{HERE}/.data/{arguments.size}")
    scratch = arguments.scratch or f"{HERE}/.data/scratch-{arguments.size}"
    bench = harness.Bench(os.path.abspath(arguments.programs), os.path.abspath(data), os.path.abspath(scratch), arguments.repeat)
    results, failed = [], False
    for case in arguments.cases or CASES:
        print(f"{case} …", file=sys.stderr, flush=True)
        try:
            results += importlib.import_module(f"cases.{case.replace('-', '_')}").run(bench, report)
        except harness.Failed as error:
            failed = True
            results.append({"case": case, "failed": str(error)})
    machine = {"system": platform.platform(), "cores": os.cpu_count(), "load": [round(load, 1) for load in os.getloadavg()]}
    print(json.dumps({"size": arguments.size, "machine": machine, "repeat": arguments.repeat, "cases": results}, indent=2))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
