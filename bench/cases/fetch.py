"""How fast a million contacts come out of Salesforce's Bulk API into a table of ours."""
import agreement
import harness

FIELDS = ["Id", "FirstName", "LastName", "Email", "Phone", "Employee_Number__c", "Title", "Department", "MailingCountry",
          "CreatedDate", "SystemModstamp", "IsDeleted"]


def run(bench, report):
    snapshot = bench.with_records()
    database = bench.path("fetch-peer.sqlite")
    with bench.simulator() as address:
        def ours(_):
            workspace = bench.copy(snapshot, "fetch")
            bench.connect(workspace, address)
            return bench.crosswalk(workspace, "sync", "fetch", "--entity", "users")

        def peer(hurry):
            return harness.peer(
                "fetch", url=address, client_id=harness.CLIENT["id"], client_secret=harness.CLIENT["secret"], object="Contact",
                fields=",".join(FIELDS), database=database, answers=bench.path(f"fetch-peer-{hurry}.csv"), hurry=hurry)

        mine, both = harness.interleaved(bench.repeat, ours, lambda _: (peer("yes"), peer("no")))
    hurried, shipped = zip(*both)
    answers = bench.path("fetch-peer-yes.csv")
    mirror = bench.path("fetch-ours.csv")
    bench.crosswalk(bench.path("fetch"), "export", "mirror", "--object", "Contact", "--output", mirror)
    agreed = agreement.share(mirror, answers, *shared_columns(mirror, answers))
    rows = hurried[0].output["rows"]
    name = "simple-salesforce Bulk 2.0 download, pandas read_csv, to_sql into SQLite"
    return [report("fetch beside the libraries in a hurry", rows, mine, hurried, f"{name}: short pauses, all text", agreed),
            report("fetch beside the libraries as shipped", rows, mine, shipped, name, agreed)]


def shared_columns(ours, theirs):
    """The key and the columns that both have, whatever their case or underscores."""
    import duckdb

    plain = lambda name: name.lower().replace("_", "")
    database = duckdb.connect()
    by_plain = {plain(name): name for name in agreement.columns(database, theirs)}
    shared = {name: by_plain[plain(name)] for name in agreement.columns(database, ours) if plain(name) in by_plain}
    keys = {mine: other for mine, other in shared.items() if plain(mine) == "id"}
    return keys, {mine: other for mine, other in shared.items() if plain(mine) not in ("id", "isdeleted")}
