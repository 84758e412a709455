#!/usr/bin/env python3
"""Makes the organisation that the benchmarks run on, once; later calls find it there.

  python make.py --size full|small [--out DIR]

full: 200,000 accounts, 1,000,000 users, 1,000,000 Salesforce contacts, 10,000,000 events (minutes, 4 GB of disk).
small: a twentieth of it. DIR gets product/ and salesforce/ in the formats of docs/files.md, and raw/ with the
generator's own files, among them events.parquet.
"""
import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = {"full": (200_000, 1_000_000, 10_000_000, 1_000_000), "small": (10_000, 50_000, 500_000, 50_000)}


def run(script, *arguments):
    subprocess.run([sys.executable, os.path.join(HERE, script), *map(str, arguments)], check=True, stdout=sys.stderr)


def make(size, out, sources=None):
    """The folder with the organisation, made if it is not there."""
    done = os.path.join(out, "done")
    if os.path.exists(done):
        return out
    accounts, users, events, contacts = SIZES[size]
    sources = sources or os.path.join(os.path.dirname(os.path.abspath(out)), "sources")
    run("collect.py", "--data", sources)
    run("orggen.py", "--data", sources, "--out", f"{out}/raw", "--accounts", accounts, "--users", users,
        "--events", events, "--seed", 1, "--offsets", 0, "--formats", "csv,parquet")
    run("prepare.py", "--in", f"{out}/raw", "--out", out, "--contacts", contacts)
    with open(done, "w", encoding="utf-8") as file:
        file.write(size + "\n")
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--out")
    parser.add_argument("--sources")
    arguments = parser.parse_args()
    print(make(arguments.size, arguments.out or os.path.join(HERE, "../.data", arguments.size), arguments.sources))
