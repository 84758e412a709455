"""How fast a million users find their contacts, and accounts theirs, by all rules."""
import agreement
import harness


def run(bench, report):
    return [case(bench, report, entity) for entity in ("users", "accounts")]


def case(bench, report, entity):
    snapshot = bench.with_mirror()
    answers = bench.path(f"match-{entity}-peer.csv")

    def ours(_):
        return bench.crosswalk(bench.copy(snapshot, "match"), "sync", "match", "--entity", entity)

    def theirs(_):
        return harness.peer("match", data=bench.data, task=entity, answers=answers)

    mine, other = harness.interleaved(bench.repeat, ours, theirs)
    links = bench.path(f"match-{entity}-ours.csv")
    bench.crosswalk(bench.path("match"), "export", f"{entity[:-1]}-links", "--output", links)
    agreed = agreement.share(links, answers, {"id": "id"}, {"salesforce_id": "salesforce_id"})
    return report(f"match {entity}", other[0].output["rows"], mine, other, "DuckDB join on normalised keys, tables in memory",
                  agreed, peer_load_seconds=round(other[0].output["load_seconds"], 3))
