"""How fast events come in from a file: parsed, deduplicated, folded, durable."""
import harness

TARGET = 300_000


def run(bench, report):
    snapshot = bench.with_records()
    results = []
    for engine in ("duckdb", "polars"):
        def ours(_):
            workspace = bench.copy(snapshot, "ingest")
            return bench.crosswalk(workspace, "import", "events", f"{bench.data}/product/events.csv")

        def theirs(_, engine=engine):
            return harness.peer("ingest", data=bench.data, engine=engine, output=bench.path(f"ingest-peer.{engine}"))

        mine, other = harness.interleaved(bench.repeat, ours, theirs)
        rows = other[0].output["rows"]
        results.append(report(
            f"ingest beside {engine}", rows, mine, other, f"{engine}: load the file, drop events seen before, write to disk",
            None, note="the peer folds nothing; the agreement of the folded result is in measure", target_rows_per_second=TARGET))
    return results
