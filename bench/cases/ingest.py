"""How fast events come in from a file: parsed, deduplicated, folded, durable."""
import csv
import sqlite3

import agreement
import harness

TARGET = 300_000
COLUMNS = ["user_id", "events", "moments", "uses"]


def run(bench, report):
    snapshot = bench.with_records()
    stored = bench.path("ingest-ours.csv")
    results = []
    for engine in ("duckdb", "polars"):
        answers = bench.path(f"ingest-peer-{engine}.csv")

        def ours(_):
            workspace = bench.copy(snapshot, "ingest")
            return bench.crosswalk(workspace, "import", "events", f"{bench.data}/product/events.csv")

        def theirs(_, engine=engine, answers=answers):
            return harness.peer(
                "ingest", data=bench.data, engine=engine, output=bench.path(f"ingest-peer.{engine}"), answers=answers)

        mine, other = harness.interleaved(bench.repeat, ours, theirs)
        write_stored(bench.path("ingest"), stored)
        agreed = agreement.share(
            stored, answers, {"user_id": "user_id"}, {name: name for name in COLUMNS[1:]}, numeric=True)
        results.append(report(
            f"ingest beside {engine}", other[0].output["rows"], mine, other,
            f"{engine}: load the file, drop events seen before, write to disk", agreed, agreement_of=(
                "the users with events: how many, the sum of their times, how many are uses of a feature"),
            target_rows_per_second=TARGET))
    return results


def write_stored(workspace, path):
    """What each user's events come to in our file; the calendars folded from them are compared in measure."""
    database = sqlite3.connect(f"file:{workspace}/crosswalk.db?mode=ro", uri=True)
    rows = database.execute("""
        select user.id, events, moments, uses
        from (select user, count(*) events, sum(ts) moments, count(feature) uses from event group by user) e
        join user on user.key = e.user""")
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
