"""What a run costs when one record in a hundred has changed, beside our own first run over everything."""
import csv

import duckdb

import agreement
import harness

# What two workspaces must agree on, by their exports: the key of each, and any columns that cannot be the same.
EXPORTS = {"account-links": "id", "user-links": "id", "accounts": "id", "users": "id", "kpis": "account_id"}


def run(bench, report):
    changed = {name: every_hundredth(bench, name) for name in ("Account", "Contact")}
    write_product_changes(bench)
    return [measured(bench, report, changed, "incremental", in_product=False),
            measured(bench, report, changed, "incremental-all-sides", in_product=True)]


def measured(bench, report, changed, case, in_product):
    """The first run after a full one, where Salesforce alone or the product too has changed."""
    full, small, nothing = [], [], []
    for _ in range(bench.repeat):
        with bench.simulator() as address:
            first = bench.copy(bench.with_records(), "incremental")
            import_facts(bench, first)
            bench.connect(first, address)
            full.append(sync(bench, first))
            for name, (path, _) in changed.items():
                harness.peer("push", url=address, client_id=harness.CLIENT["id"], client_secret=harness.CLIENT["secret"],
                             object=name, file=path)
            if in_product:
                bench.crosswalk(first, "import", "users", bench.path("incremental-users.csv"))
                bench.crosswalk(first, "import", "events", bench.path("incremental-events.csv"))
            small.append(sync(bench, first))
            nothing.append(sync(bench, first))
            agreed = agreement_with_a_whole_run(bench, first, address, in_product) if len(full) == bench.repeat else None
    rows = sum(count for _, count in changed.values())
    line = report(case, rows, small, full, "our own run over everything", agreed,
                   nothing_changed_seconds=[round(m.seconds, 3) for m in nothing])
    line["share_of_full_run"] = round(line["ours"]["median_seconds"] / line["peer"]["median_seconds"], 4)
    return line


def agreement_with_a_whole_run(bench, first, address, in_product):
    """Links, records and KPIs after the incremental run, beside those of a new workspace that sees all at once."""
    whole = bench.copy(bench.with_records(), "incremental-whole")
    if in_product:
        bench.crosswalk(whole, "import", "users", bench.path("incremental-users.csv"))
    import_facts(bench, whole)
    if in_product:
        bench.crosswalk(whole, "import", "events", bench.path("incremental-events.csv"))
    bench.connect(whole, address)
    sync(bench, whole)
    total = {"rows": 0, "equal": 0}
    for kind, key in EXPORTS.items():
        paths = [bench.path(f"incremental-{name}-{kind}.csv") for name in ("ours", "whole")]
        for workspace, path in zip((first, whole), paths):
            day = ["--as-of", harness.AS_OF] if kind == "kpis" else []
            bench.crosswalk(workspace, "export", kind, *day, "--output", path)
        database = duckdb.connect()
        names = [name for name in agreement.columns(database, paths[0]) if name != key]
        part = agreement.share(*paths, {key: key}, {name: name for name in names})
        total = {count: total[count] + part[count] for count in total}
    return {**total, "share": round(total["equal"] / total["rows"], 6)}


def sync(bench, workspace):
    return bench.crosswalk(workspace, "sync", "--as-of", harness.AS_OF, accept=(0, 3))


def import_facts(bench, workspace):
    for kind in ("events", "nps"):
        bench.crosswalk(workspace, "import", kind, f"{bench.data}/product/{kind}.csv")


def every_hundredth(bench, name):
    """One record in a hundred with another value in a field that is pulled."""
    field = {"Account": "Industry", "Contact": "Title"}[name]
    path = bench.path(f"incremental-{name}.csv")
    count = 0
    with open(f"{bench.data}/salesforce/{name}.csv", newline="", encoding="utf-8") as file, open(path, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["Id", field])
        for number, row in enumerate(csv.DictReader(file)):
            if number % 100 == 0:
                writer.writerow([row["Id"], f"Changed {number % 7}"])
                count += 1
    return path, count


def write_product_changes(bench):
    """One user in a hundred with another name, and ten new events of each of them."""
    with open(f"{bench.data}/product/users.csv", newline="", encoding="utf-8") as file:
        users = [row for number, row in enumerate(csv.DictReader(file)) if number % 100 == 0]
    for user in users:
        user["last_name"] += "-New"
    with open(bench.path("incremental-users.csv"), "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, users[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(users)
    with open(bench.path("incremental-events.csv"), "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["event_id", "ts", "account_id", "user_id", "type", "feature"])
        for number, user in enumerate(users):
            for hour in range(10):
                writer.writerow([f"NEW{number}-{hour}", f"2026-05-12T{hour + 8:02d}:00:00.000Z", user["account_id"], user["id"], "page", ""])
