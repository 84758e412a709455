#!/usr/bin/env python3
"""Makes the demo's organisation out of a generated one (bench/data), with a few columns that make a good first minute.

  python3 scripts/make-demo-data.py --in FILES --out Sources/DemoData/files

FILES is what bench/data/prepare.py wrote. Nothing that decides a link or a KPI of FILES/expected is changed: added are
a plan to the product's accounts, to Salesforce's a customer success manager, a renewal date, recurring revenue and
health, engagements with their views, names for the features, and a community in which FILES' community users ask, answer
and vote. The same input gives the same output.
"""
import argparse, csv, datetime, os, random, re, shutil

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
    money = random.Random(20260514)
    accounts = read(f"{source}/salesforce/Account.csv")
    for row in accounts:
        row["CSM__c"] = dice.choice(MANAGERS)
        row["Renewal_Date__c"] = (today + datetime.timedelta(days=dice.randrange(-30, 365))).isoformat()
        # The right revenue of nobody: most pay a little, a few pay much.
        row["ARR__c"] = f"{min(round(money.lognormvariate(9.6, 1.1), -2), 600_000):.1f}" if money.random() < 0.9 else ""
        row["Health__c"] = f"{min(max(money.gauss(68, 18), 5), 100):.1f}" if row["ARR__c"] else ""
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
        ("Customer_Number__c", "string", 40, ""), ("ARR__c", "double", "", 2), ("Health__c", "double", "", 1),
        ("PX_Plan__c", "string", 40, ""), ("PX_MAU__c", "double", "", 0),
        ("PX_WAU__c", "double", "", 0), ("PX_MAU_Change__c", "double", "", 2), ("PX_NPS__c", "double", "", 2),
        ("PX_Exports_30d__c", "double", "", 0), ("PX_Engagements__c", "double", "", 0)))
    write(f"{out}/salesforce/Contact.fields.csv", types(
        ("Employee_Number__c", "string", 40, ""), ("PX_Last_Seen__c", "datetime", "", "")))


CATEGORIES = ["Getting started", "Reports and dashboards", "Integrations", "Administration", "What customers build"]
TITLES = {
    "question": ["How do I use {}?", "{} gives an error since yesterday", "Who is allowed to use {}?",
                 "Is there a limit to {}?", "{} for a whole team: what is the best way?"],
    "idea": ["{}: remember my last choice", "Let me schedule {}", "{} by API", "An audit entry for {}", "{} on the phone"],
    "conversation": ["How do you use {}?", "We have moved to {}: what we learned", "Show us your {}"],
    "article": ["{}, step by step", "Ten things about {}"],
    "product_update": ["New: {}", "{} is twice as fast"],
}
SHARES = {"question": 45, "idea": 20, "conversation": 18, "article": 12, "product_update": 5}


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Community:
    """Members, what they wrote, and what they thought of it, up to the end of the data."""

    def __init__(self, rows, features, end, dice):
        self.dice, self.end, self.features = dice, end, features
        self.content, self.activity = [], []
        self.members = [self.member(row) for row in rows if row["email"]]
        self.busy = dice.sample(self.members, len(self.members) // 4)
        for number in range(240):
            self.topic(number + 1)

    def member(self, row):
        joined = self.end - datetime.timedelta(minutes=self.dice.randrange(60 * 24 * 30, 60 * 24 * 700))
        quiet = self.dice.expovariate(1 / 45)
        active = max(self.end - datetime.timedelta(days=quiet), joined)
        name = re.sub("[0-9]+$", "", row["email"].split("@")[0]).split(".")
        first, last = (part.capitalize() for part in name) if len(name) == 2 else ("", "")
        roles = ["roles.registered"] + (["Champion"] if self.dice.random() < 0.03 else [])
        return {"tenant": "community", "id": row["id"], "username": ".".join(name) + row["id"], "email": row["email"],
                "first_name": first, "last_name": last,
                "rank": self.dice.choices(["Newcomer", "Contributor", "Expert"], [7, 3, 1])[0], "company_custom": "",
                "registered_at": stamp(joined), "last_active_at": stamp(active), "roles": ";".join(roles), "badges": "",
                "groups": ""}

    def between(self, start):
        return start + (self.end - start) * self.dice.random() ** 2

    def row(self, context, id, type, author, topic, category, title, created, modified="", closed="", votes="", answered=""):
        self.content.append({
            "tenant": "community", "id": id, "context": context, "content_type": type, "author_id": author, "topic_id": topic,
            "category": category, "title": title, "created_at": stamp(created), "modified_at": modified,
            "closed_at": closed, "likes": "", "votes": votes, "replies": "", "is_answered": answered})

    def do(self, kind, member, content, at):
        self.activity.append({
            "tenant": "community", "id": f"A{len(self.activity) + 1}", "community_user_id": member["id"], "type": kind,
            "content_id": content, "occurred_at": stamp(at)})

    def topic(self, number):
        kind = self.dice.choices(list(SHARES), SHARES.values())[0]
        created = self.end - datetime.timedelta(days=self.dice.expovariate(1 / 90), minutes=30)
        last, id = created, f"T{number}"
        answers = []
        place = len(self.content)
        for reply in range(min(int(self.dice.expovariate(1 / 2.5)), 12)):
            last = self.between(last)
            author = self.dice.choice(self.busy)
            answers.append((f"{id}R{reply + 1}", author, last))
        title = self.dice.choice(TITLES[kind]).format(self.dice.choice(self.features).lower())
        answered = kind == "question" and answers and self.dice.random() < 0.6
        self.row("topic", id, kind, self.dice.choice(self.busy)["id"], "", self.dice.choice(CATEGORIES),
                 title[0].upper() + title[1:], created, stamp(last), "", "", "true" if answered else "")
        for reply, author, at in answers:
            self.row("reply", reply, kind, author["id"], id, "", "", at)
            for fan in self.dice.sample(self.members, int(self.dice.expovariate(1 / 0.7))):
                self.do("like_given", fan, reply, at)
        if answered:
            reply, author, at = self.dice.choice(answers)
            self.do("answer_accepted", author, reply, at)
        if kind == "idea":
            voters = self.dice.sample(self.members, min(int(self.dice.expovariate(1 / 9)), 60))
            for voter in voters:
                self.do("vote_given", voter, id, last)
            self.content[place]["votes"] = str(len(voters))

    def write(self, folder):
        write(f"{folder}/community-users.csv", self.members)
        write(f"{folder}/community-content.csv", self.content)
        write(f"{folder}/community-activity.csv", self.activity)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in", dest="source", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    dice = random.Random(20260513)
    product(arguments.source, arguments.out, dice)
    salesforce(arguments.source, arguments.out, dice, datetime.date(2026, 5, 13))
    features = [row["name"] for row in read(f"{arguments.out}/product/features.csv")]
    Community(read(f"{arguments.source}/community/community-users.csv"), features, datetime.datetime(2026, 5, 13),
              random.Random(20260515)).write(f"{arguments.out}/community")
    os.makedirs(f"{arguments.out}/expected", exist_ok=True)
    for name in ("account-links.csv", "user-links.csv", "kpis.csv", "feature-kpis.csv"):
        shutil.copyfile(f"{arguments.source}/expected/{name}", f"{arguments.out}/expected/{name}")


if __name__ == "__main__":
    main()
