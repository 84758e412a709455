"""How fast a million users find their contacts, and accounts theirs, by all rules, once both sides are in memory."""
import agreement
import harness


def run(bench, report):
    return [case(bench, report, entity) for entity in ("users", "accounts")]


def case(bench, report, entity):
    links, answers = bench.path(f"match-{entity}-ours.csv"), bench.path(f"match-{entity}-peer.csv")

    def ours(_):
        return bench.inside_process("match", data=bench.data, entity=entity, answers=links)

    def theirs(_):
        return harness.peer("match", data=bench.data, task=entity, answers=answers)

    mine, other = harness.interleaved(bench.repeat, ours, theirs)
    agreed = agreement.share(links, answers, {"id": "id"}, {"salesforce_id": "salesforce_id"})
    stage = bench.crosswalk(bench.copy(bench.with_mirror(), "match"), "sync", "match", "--entity", entity)
    return report(f"match {entity}", mine[0].output["rows"], mine, other, "DuckDB joins on normalised keys", agreed,
                  peer_load_seconds=round(other[0].output["load_seconds"], 3),
                  whole_stage={"seconds": round(stage.seconds, 3), "peak_bytes": stage.peak_bytes})
