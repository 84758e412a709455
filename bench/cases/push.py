"""How fast KPIs reach Salesforce, and that a push with nothing new sends nothing."""
import csv
import decimal
import os

import agreement
import harness

FIELDS = {"au_7d": "PX_AU_7d__c", "au_30d": "PX_AU_30d__c", "au_90d": "PX_AU_90d__c", "nps_score_90d": "PX_NPS_Score_90d__c",
          "nps_responses_90d": "PX_NPS_Responses_90d__c"}


def run(bench, report):
    snapshot = bench.measured()
    rows = write_rows(bench, snapshot)
    log = bench.path("push-writes.jsonl")
    arrived = bench.path("push-arrived.csv")
    with bench.simulator("--write-log", log) as address:
        def ours(number):
            workspace = bench.copy(snapshot, "push")
            bench.connect(workspace, address)
            result = bench.crosswalk(workspace, "sync", "push", "--entity", "accounts", accept=(0, 3))
            if number == 0:
                # Before the peer writes the same: what stands in Salesforce now is our work alone.
                harness.peer(
                    "fetch", url=address, client_id=harness.CLIENT["id"], client_secret=harness.CLIENT["secret"],
                    object="Account", fields=",".join(["Id", *FIELDS.values()]), where="PX_AU_7d__c != null",
                    database=bench.path("push-arrived.sqlite"), answers=arrived)
            return result

        def theirs(_):
            return harness.peer(
                "push", url=address, client_id=harness.CLIENT["id"], client_secret=harness.CLIENT["secret"], object="Account",
                file=bench.path("push-rows.csv"))

        mine, other = harness.interleaved(bench.repeat, ours, theirs)
        before = lines(log)
        settled = [bench.crosswalk(bench.path("push"), "sync", "push", "--entity", "accounts", accept=(0, 3))]
        sent = lines(log) - before
    agreed = agreement.share(
        arrived, bench.path("push-rows.csv"), {"Id": "Id"}, {field: field for field in FIELDS.values()}, numeric=True)
    return [report("push", rows, mine, other, "simple-salesforce Bulk 2.0 update of the same rows, already computed", agreed,
                   nothing_changed={"seconds": round(settled[0].seconds, 3), "writes_sent": sent})]


def lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def write_rows(bench, snapshot):
    """The rows that the peer sends: what ours would, taken from the exports; accounts that share an id are left out."""
    links, kpis = bench.path("push-links.csv"), bench.path("push-kpis.csv")
    bench.crosswalk(snapshot, "export", "account-links", "--output", links)
    bench.crosswalk(snapshot, "export", "kpis", "--as-of", harness.AS_OF, "--output", kpis)
    with open(links, newline="", encoding="utf-8") as file:
        linked = {row["id"]: row["salesforce_id"] for row in csv.DictReader(file) if row["salesforce_id"]}
    claims = {}
    for id in linked.values():
        claims[id] = claims.get(id, 0) + 1
    count = 0
    with open(kpis, newline="", encoding="utf-8") as file, open(bench.path("push-rows.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["Id", *FIELDS.values()])
        for row in csv.DictReader(file):
            id = linked.get(row["account_id"])
            if id and claims[id] == 1:
                writer.writerow([id, *(rounded(row[kpi]) for kpi in FIELDS)])
                count += 1
    os.sync()
    return count


def rounded(value):
    """A KPI is pushed with two decimals, halves rounded up."""
    return str(decimal.Decimal(value).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)) if value else value
