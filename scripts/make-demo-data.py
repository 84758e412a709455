#!/usr/bin/env python3
"""Makes the demo's organisation out of a generated one (bench/data), with a few columns that make a good first minute.

  python3 scripts/make-demo-data.py --in FILES --out Sources/DemoData/files

FILES is what bench/data/prepare.py wrote. Nothing that decides a link or a KPI of FILES/expected is changed: added are
a plan to the product's accounts, a customer success manager and a renewal date to Salesforce's, engagements with their
views, and names for the features. The same input gives the same output.
"""
import argparse, csv, datetime, os, random, shutil

MANAGERS = ["Ada Brandt", "Jonas Meier", "Priya Nair", "Tomás Vidal", "Grace Okafor"]
ENGAGEMENTS = [
    ("Welcome tour", "in_app_guide", "started"), ("What is new in May", "in_app_dialog", "started"),
    ("What is new in April", "in_app_dialog", "completed"), ("Invite your team", "in_app_carousel", "started"),
    ("Webinar: reports that travel", "email", "completed"), ("Try the workflow builder", "in_app_guide", "paused"),
    ("Renewal check-in", "email", "started"), ("How do you like it?", "in_app_nps_survey", "started"),
    ("Single sign-on is here", "in_app_notification", "completed"), ("Clean up unused tokens", "in_app_dialog", "editing"),
]


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, rows, like_salesforce=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        quoting, end = (csv.QUOTE_ALL, "\r\n") if like_salesforce else (csv.QUOTE_MINIMAL, "\n")
        writer = csv.DictWriter(file, rows[0].keys(), quoting=quoting, lineterminator=end)
        writer.writeheader()
        writer.writerows(rows)


def product(source, out, dice):
    accounts = read(f"{source}/product/accounts.csv")
    for row in accounts:
        row["plan"] = dice.choices(["starter", "team", "enterprise"], [5, 3, 2])[0]
    write(f"{out}/product/accounts.csv", accounts)
    for name in ("users.csv", "events.csv", "nps.csv"):
        shutil.copyfile(f"{source}/product/{name}", f"{out}/product/{name}")
    features = sorted({row["feature"] for row in read(f"{source}/product/events.csv") if row["feature"]})
    write(f"{out}/product/features.csv", [
        {"id": id, "name": id.replace("_", " ").capitalize(), "type": "feature", "parent_id": ""} for id in features])
    engagements(source, out, dice)


def engagements(source, out, dice):
    write(f"{out}/product/engagements.csv", [
        {"id": f"ENG{n + 1:03d}", "name": name, "type": type, "state": state}
        for n, (name, type, state) in enumerate(ENGAGEMENTS)])
    users = [row for row in read(f"{source}/product/users.csv") if row["last_seen_at"] and row["account_id"]]
    views = []
    for user in dice.sample(users, len(users) // 3):
        seen = datetime.datetime.fromisoformat(user["last_seen_at"].replace("Z", "+00:00"))
        for number in dice.sample(range(len(ENGAGEMENTS)), dice.choice([1, 1, 2])):
            at = seen - datetime.timedelta(minutes=dice.randrange(60 * 24 * 30))
            views.append({
                "view_id": f"V{len(views) + 1:06d}", "ts": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "engagement_id": f"ENG{number + 1:03d}", "user_id": user["id"], "account_id": user["account_id"],
                "state": dice.choice(["viewed", "viewed", "clicked", "completed"])})
    write(f"{out}/product/engagement-views.csv", views)


def salesforce(source, out, dice, today):
    accounts = read(f"{source}/salesforce/Account.csv")
    for row in accounts:
        row["CSM__c"] = dice.choice(MANAGERS)
        row["Renewal_Date__c"] = (today + datetime.timedelta(days=dice.randrange(-30, 365))).isoformat()
        for field in ("PX_WAU__c", "PX_MAU_Change__c", "PX_Exports_30d__c", "PX_Engagements__c", "PX_Plan__c"):
            row[field] = ""
    write(f"{out}/salesforce/Account.csv", accounts, like_salesforce=True)
    contacts = read(f"{source}/salesforce/Contact.csv")
    for row in contacts:
        row["PX_Last_Seen__c"] = ""
    write(f"{out}/salesforce/Contact.csv", contacts, like_salesforce=True)
    types = lambda *fields: [dict(zip(("name", "type", "length", "scale"), field)) for field in fields]
    write(f"{out}/salesforce/Account.fields.csv", types(
        ("CSM__c", "string", 80, ""), ("Renewal_Date__c", "date", "", ""), ("ERP_Code__c", "string", 40, ""),
        ("Customer_Number__c", "string", 40, ""), ("PX_Plan__c", "string", 40, ""), ("PX_MAU__c", "double", "", 0),
        ("PX_WAU__c", "double", "", 0), ("PX_MAU_Change__c", "double", "", 2), ("PX_NPS__c", "double", "", 2),
        ("PX_Exports_30d__c", "double", "", 0), ("PX_Engagements__c", "double", "", 0)))
    write(f"{out}/salesforce/Contact.fields.csv", types(
        ("Employee_Number__c", "string", 40, ""), ("PX_Last_Seen__c", "datetime", "", "")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in", dest="source", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    dice = random.Random(20260513)
    product(arguments.source, arguments.out, dice)
    salesforce(arguments.source, arguments.out, dice, datetime.date(2026, 5, 13))
    os.makedirs(f"{arguments.out}/expected", exist_ok=True)
    for name in ("account-links.csv", "user-links.csv", "kpis.csv", "feature-kpis.csv"):
        shutil.copyfile(f"{arguments.source}/expected/{name}", f"{arguments.out}/expected/{name}")


if __name__ == "__main__":
    main()
