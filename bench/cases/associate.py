"""How fast a million members find their accounts among 200,000, by a million persons, assigned domains and names; and how
little it takes once one in a hundred has changed."""
import csv

import agreement
import harness
import members


def run(bench, report):
    data = community(bench)
    links, answers = bench.path("associate-ours.csv"), bench.path("associate-peer.csv")

    def ours(_):
        return bench.inside_process("associate", data=data, answers=links)

    def theirs(_):
        return harness.peer("associate", data=data, answers=answers)

    mine, other = harness.interleaved(bench.repeat, ours, theirs)
    agreed = agreement.share(links, answers, {"id": "id"}, {"account_id": "account_id"})
    line = report("associate", mine[0].output["rows"], mine, other, "DuckDB joins on normalised keys", agreed,
                  peer_load_seconds=round(other[0].output["load_seconds"], 3))
    line["incremental"] = incremental(bench, data)
    return [line]


def community(bench):
    """As many members and persons as the case is about, out of the generated organisation's."""
    source = f"{bench.data}/community"
    with open(f"{source}/accounts.csv", encoding="utf-8") as file:
        count = 1_000_000 if sum(1 for _ in file) > 100_000 else 50_000
    return members.make(source, bench.path("community"), count, count)


def incremental(bench, data):
    """The command on a database: over everything, after one address in a hundred changed, and with nothing changed."""
    def make(folder):
        bench.crosswalk(folder, "init")
        for kind in ("accounts", "persons", "account-persons", "domains", "community-users"):
            bench.crosswalk(folder, "import", kind, f"{data}/{kind}.csv")

    prepared = bench.snapshot("community", make)
    changed = every_hundredth(bench, data)
    full, small, nothing = [], [], []
    for _ in range(bench.repeat):
        workspace = bench.copy(prepared, "associate")
        full.append(associate(bench, workspace))
        bench.crosswalk(workspace, "import", "community-users", changed)
        small.append(associate(bench, workspace))
        nothing.append(associate(bench, workspace))
    median = lambda runs: sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    return {
        "full_seconds": round(median(full).seconds, 3), "full_cpu_seconds": round(median(full).cpu_seconds, 3),
        "full_peak_bytes": max(run.peak_bytes for run in full),
        "seconds": round(median(small).seconds, 3), "cpu_seconds": round(median(small).cpu_seconds, 3),
        "nothing_changed_seconds": round(median(nothing).seconds, 3),
        "share_of_full_run": round(median(small).seconds / median(full).seconds, 4),
        "agreement_with_a_whole_run": agreement_with_a_whole_run(bench, prepared, changed, workspace)}


def associate(bench, workspace):
    return bench.crosswalk(workspace, "sync", "associate")


def agreement_with_a_whole_run(bench, prepared, changed, workspace):
    whole = bench.copy(prepared, "associate-whole")
    bench.crosswalk(whole, "import", "community-users", changed)
    associate(bench, whole)
    paths = [bench.path(f"associate-links-{name}.csv") for name in ("ours", "whole")]
    for folder, path in zip((workspace, whole), paths):
        bench.crosswalk(folder, "export", "community-links", "--output", path)
    columns = {name: name for name in ("account_id", "rule", "decision", "candidates", "evidence")}
    return agreement.share(*paths, {"id": "id"}, columns)


def every_hundredth(bench, data):
    """One member in a hundred with the address of the member after them, under another name."""
    path = bench.path("associate-changed.csv")
    with open(f"{data}/community-users.csv", newline="", encoding="utf-8") as file, \
            open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "username", "email"])
        waiting = None
        for number, row in enumerate(csv.DictReader(file)):
            if waiting:
                writer.writerow([waiting["id"], waiting["username"], "moved." + row["email"].strip()])
            waiting = row if number % 100 == 0 else None
    return path
