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

        def theirs(_):
            return harness.peer(
                "fetch", url=address, client_id=harness.CLIENT["id"], client_secret=harness.CLIENT["secret"], object="Contact",
                fields=",".join(FIELDS), database=database, answers=bench.path("fetch-peer.csv"))

        mine, other = harness.interleaved(bench.repeat, ours, theirs)
    mirror = bench.path("fetch-ours.csv")
    bench.crosswalk(bench.path("fetch"), "export", "mirror", "--object", "Contact", "--output", mirror)
    agreed = agreement.share(mirror, bench.path("fetch-peer.csv"), *shared_columns(mirror, bench.path("fetch-peer.csv")))
    return [report("fetch", other[0].output["rows"], mine, other,
                   "simple-salesforce Bulk 2.0 download, pandas read_csv, to_sql into SQLite", agreed)]


def shared_columns(ours, theirs):
    """The key and the columns that both have, whatever their case or underscores."""
    import duckdb

    plain = lambda name: name.lower().replace("_", "")
    database = duckdb.connect()
    by_plain = {plain(name): name for name in agreement.columns(database, theirs)}
    shared = {name: by_plain[plain(name)] for name in agreement.columns(database, ours) if plain(name) in by_plain}
    keys = {mine: other for mine, other in shared.items() if plain(mine) == "id"}
    return keys, {mine: other for mine, other in shared.items() if plain(mine) not in ("id", "isdeleted")}
