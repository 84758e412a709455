"""How fast all KPIs of all accounts are measured, once events are folded."""
import agreement
import harness

WINDOWS = ["7d", "30d", "90d", "last_week", "last_month", "last_quarter"]


def run(bench, report):
    snapshot = bench.with_facts()
    peers = {
        "plain": "DuckDB over the raw events in its file, count(distinct …) filter (…), results stored",
        "tuned": "DuckDB over prepared events in memory, one pass per user, results in memory",
    }
    return [beside(bench, report, snapshot, style, name) for style, name in peers.items()]


def beside(bench, report, snapshot, style, peer):
    answers, feature_answers = bench.path("measure-peer.csv"), bench.path("measure-peer-features.csv")

    def ours(_):
        return bench.crosswalk(bench.copy(snapshot, "measure"), "sync", "measure", "--as-of", harness.AS_OF)

    def theirs(_):
        return harness.peer(
            "measure", data=bench.data, as_of=harness.AS_OF, style=style, database=bench.path("measure-peer.duckdb"),
            answers=answers, feature_answers=feature_answers)

    mine, other = harness.interleaved(bench.repeat, ours, theirs)
    workspace = bench.path("measure")
    exports = {kind: bench.path(f"measure-ours-{kind}.csv") for kind in ("kpis", "feature-kpis")}
    for kind, path in exports.items():
        bench.crosswalk(workspace, "export", kind, "--as-of", harness.AS_OF, "--output", path)
    names = [f"au_{w}{tail}" for w in WINDOWS for tail in ("", "_prev")]
    names += [f"nps_{k}_{w}{tail}" for k in ("score", "responses") for w in WINDOWS for tail in ("", "_prev")]
    accounts = agreement.share(exports["kpis"], answers, {"account_id": "account_id"}, {n: n for n in names}, numeric=True)
    feature_names = [f"users_{w}{tail}" for w in WINDOWS[:3] for tail in ("", "_prev")]
    features = agreement.share(
        exports["feature-kpis"], feature_answers, {"account_id": "account_id", "feature": "feature"},
        {n: n for n in feature_names}, numeric=True)
    return report(f"measure beside {style} SQL", accounts["rows"], mine, other, peer, accounts,
                  agreement_features=features, peer_load_seconds=round(other[0].output["load_seconds"], 3))
