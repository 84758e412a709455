#!/usr/bin/env python3
"""Works out a workspace's community in plain Python, from its exports alone, and compares it with what Crosswalk says.

  python3 community.py --program crosswalk --workspace DIR [--as-of 2026-05-13]

Compared are every member's account and rule, the coverage, and all reports but the match rate over time. The rules are
those of docs/community.md; nothing but the public lists is shared with the product. Exit code 0: everything agrees.
"""
import argparse
import collections
import csv
import datetime
import io
import json
import os
import re
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import normalise

DAY = datetime.timedelta(days=1)
# Legal forms that the list lacks, and listed words that end names for other reasons.
MORE_FORMS = """ltd;co;pty;pvt;pte;plc;srl;spa;bv;nv;sro;spzoo;kgaa;gmbh co kg;doo;ug;mbh;eg;lda;sdn;pc;se;slu;sl;sas;sarl;kk;as;
    asa;aps;kft;ohg;gmbhcokg;private limited;private ltd;partnership;zrt;dd;rt;limitada;aktiengesellschaft"""
EVERYDAY = {"uk", "nl", "at", "private", "term", "etat", "vat", "sep", "sem", "sp"}
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def flat(text):
    text = unicodedata.normalize("NFD", text.casefold().translate(LETTERS))
    return "".join(c for c in text if not unicodedata.combining(c))


def words(text):
    text = flat(text)
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[^\W_])\.(?=[^\W_])", "", text))


def legal_forms():
    with open(f"{normalise.LISTS}/legal_terms_cleanco.csv", newline="", encoding="utf-8") as file:
        terms = [row[0] for row in csv.reader(file)][1:] + [term.strip() for term in MORE_FORMS.split(";")]
    forms = {tuple(words(term)) for term in terms}
    return {form for form in forms if form and not (len(form) == 1 and form[0] in EVERYDAY)}


def without_forms(name, forms, longest):
    left = words(name)
    count = len(left)
    while True:
        for length in range(min(longest, len(left) - 1), 0, -1):
            tail = left[-length:]
            spelled = length > 1 and all(len(word.encode()) <= 2 for word in tail) and ("".join(tail),) in forms
            if tuple(tail) in forms or spelled:
                left = left[:-length]
                break
        else:
            return "".join(left) if len(left) < count else None


class Workspace:
    def __init__(self, program, folder):
        self.command = [program, "--workspace", folder]

    def run(self, *arguments):
        program, *rest = self.command
        return subprocess.run([program, *arguments, *rest], check=True, capture_output=True, text=True).stdout

    def export(self, kind, *more):
        return list(csv.DictReader(io.StringIO(self.run("export", kind, *more))))

    def report(self, name, day):
        text = self.run("report", name, "--as-of", day.isoformat(), "--format", "csv", "--limit", "1000000")
        return list(csv.DictReader(io.StringIO(text)))


def time(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def number(text):
    return float(text) if text not in ("", None) else None


class Community:
    def __init__(self, workspace, day):
        self.accounts = {row["id"]: row for row in workspace.export("accounts")}
        self.members = {(row["tenant"], row["id"]): row for row in workspace.export("community-users")}
        self.content = workspace.export("community-content")
        self.activity = workspace.export("community-activity")
        self.links = {(row["tenant"], row["id"]): row for row in workspace.export("community-links")}
        self.kpis = {row["account_id"]: row for row in workspace.export("kpis", "--as-of", day.isoformat())}
        self.now = datetime.datetime.combine(day, datetime.time(), datetime.timezone.utc)
        self.signs = collections.defaultdict(list)
        for row in self.content:
            self.signs[row["tenant"], row["author_id"]].append(time(row["created_at"]))
        for row in self.activity:
            # What happens to members, and registering or logging in, is no activity.
            if row["type"] in ("topic_created", "reply_created", "like_given", "vote_given", "event_signup"):
                self.signs[row["tenant"], row["community_user_id"]].append(time(row["occurred_at"]))
        for key, row in self.members.items():
            if row["last_active_at"]:
                self.signs[key].append(time(row["last_active_at"]))

    def account(self, key):
        return self.links.get(key, {}).get("account_id") or None

    def active(self, key, since, until):
        return any(at is not None and since <= at < until for at in self.signs.get(key, ()))

    def revenue(self, account):
        return number(self.accounts[account].get("arr", ""))

    def name(self, account):
        return self.accounts[account]["name"] or account

    # What the rules say.

    def expected_links(self, workspace):
        rules = normalise.Normaliser()
        forms = legal_forms()
        longest = max(map(len, forms))
        places = collections.defaultdict(set)
        for source, person, address, account in known_people(workspace):
            key = normalise.email(address)
            if key and account in self.accounts:
                places[key].add(account)
        assigned = collections.defaultdict(set)
        for row in workspace.export("domains"):
            if row["account_id"] in self.accounts and (key := rules.website(row["domain"])):
                assigned[key].add(row["account_id"])
        whole, bare = collections.defaultdict(set), collections.defaultdict(set)
        for id, row in self.accounts.items():
            if key := "".join(re.findall(r"[^\W_]+", flat(row["name"]))):
                whole[key].add(id)
            if key := without_forms(row["name"], forms, longest):
                bare[key].add(id)
        for key, row in self.members.items():
            yield key, walk(row["email"], rules, places, assigned, whole, bare)

    # What the reports should say.

    def window(self, days=30):
        return self.now - days * DAY, self.now

    def by_account(self, since, until):
        counts = collections.Counter()
        for key in self.members:
            if self.account(key) and self.active(key, since, until):
                counts[self.account(key)] += 1
        return counts

    def member_counts(self):
        return collections.Counter(filter(None, (self.account(key) for key in self.members)))

    def active_members(self):
        since, until = self.window()
        now, before, members = self.by_account(since, until), self.by_account(since - 30 * DAY, since), self.member_counts()
        return {a: {"members": members[a], "active": now[a], "previous": before[a], "revenue": self.revenue(a)}
                for a in now.keys() | before.keys()}

    def revenue_without_members(self):
        members = self.member_counts()
        return {a: {"revenue": self.revenue(a)} for a in self.accounts if (self.revenue(a) or 0) > 0 and not members[a]}

    def usage_and_community(self):
        now = self.by_account(*self.window())
        rows = {}
        for a in self.accounts:
            kpi = self.kpis.get(a, {})
            usage = number(kpi.get("au_30d", ""))
            if now[a] or (usage or 0) > 0 or (number(kpi.get("nps_responses_30d", "")) or 0) > 0:
                rows[a] = {"community_active": now[a], "product_active": usage, "nps": number(kpi.get("nps_score_30d", "")),
                           "health": number(self.accounts[a].get("health", ""))}
        return rows

    def ideas(self):
        voters = collections.defaultdict(set)
        for row in self.activity:
            if row["type"] == "vote_given":
                voters[row["tenant"], row["content_id"]].add((row["tenant"], row["community_user_id"]))
        rows = {}
        for row in self.content:
            if row["context"] == "topic" and row["content_type"] == "idea":
                people = voters[row["tenant"], row["id"]] | {(row["tenant"], row["author_id"])}
                accounts = {self.account(key) for key in people} - {None}
                rows[f"{row['tenant']}/{row['id']}"] = {
                    "votes": number(row["votes"]) or 0, "accounts": len(accounts),
                    "revenue": sum(self.revenue(a) or 0 for a in accounts)}
        return rows

    def open_questions(self):
        rows = {}
        for row in self.content:
            asked = time(row["created_at"])
            is_open = row["is_answered"] != "true" and not row["closed_at"]
            if row["context"] == "topic" and row["content_type"] == "question" and is_open and asked and asked < self.now:
                rows[f"{row['tenant']}/{row['id']}"] = {
                    "age_days": (self.now - asked).days, "account_id": self.account((row["tenant"], row["author_id"])) or ""}
        return rows

    def top_contributors(self):
        since, until = self.window()
        posts = collections.defaultdict(list)
        for row in self.content:
            key = row["tenant"], row["author_id"]
            if key in self.members and self.account(key) and since <= time(row["created_at"]) < until:
                posts[key].append(row)
        by_account = collections.defaultdict(list)
        for key, rows in posts.items():
            likes = sum(int(number(row["likes"]) or 0) for row in rows)
            by_account[self.account(key)].append((-len(rows), -likes, "/".join(key), rows))
        return {f"{account} {place + 1}": {"posts": len(rows), "topics": sum(row["context"] == "topic" for row in rows),
                                           "likes": -likes}
                for account, ranked in by_account.items()
                for place, (_, likes, _, rows) in enumerate(sorted(ranked, key=lambda entry: entry[:3])[:5])}

    def active_customers(self):
        now, members = self.by_account(*self.window()), self.member_counts()
        bands = collections.defaultdict(lambda: {"customers": 0, "with_members": 0, "active": 0, "revenue": 0})
        for a in self.accounts:
            money = self.revenue(a) or 0
            limits = ((0, "none"), (10_000, "below 10,000"), (50_000, "10,000 to 50,000"), (100_000, "50,000 to 100,000"),
                      (500_000, "100,000 to 500,000"))
            band = next((name for limit, name in limits if money < limit or money == limit == 0), "500,000 and more")
            row = bands[band]
            row["customers"] += 1
            row["with_members"] += members[a] > 0
            row["active"] += now[a] > 0
            row["revenue"] += money
        return dict(bands)

    def executive(self):
        now, members = self.by_account(*self.window()), self.member_counts()
        groups = collections.defaultdict(lambda: {"accounts": 0, "members": 0, "active_members": 0, "revenue": 0})
        for a in self.accounts:
            group = "active in the community" if now[a] else "members, none active" if members[a] else "no members"
            for name in (group, "all"):
                row = groups[name]
                row["accounts"] += 1
                row["members"] += members[a]
                row["active_members"] += now[a]
                row["revenue"] += self.revenue(a) or 0
        return dict(groups)

    def coverage(self):
        rows = collections.defaultdict(lambda: {"members": 0, "linked": 0, "accounts": set()})
        for key in self.members:
            link = self.links.get(key, {"account_id": "", "rule": "", "decision": "unmatched"})
            row = rows[link["rule"] if link["account_id"] else link["decision"]]
            row["members"] += 1
            row["linked"] += bool(link["account_id"])
            if link["account_id"]:
                row["accounts"].add(link["account_id"])
        return {name: {**row, "accounts": len(row["accounts"])} for name, row in rows.items()}


def known_people(workspace):
    """Who is known to be where: source, person, address, account."""
    persons = {row["id"]: row for row in workspace.export("persons")}
    places = workspace.export("account-persons")
    primary = {row["person_id"] for row in places if row["is_primary"] == "true"}
    for row in places:
        if row["person_id"] in persons and (row["is_primary"] == "true" or row["person_id"] not in primary):
            yield "import", row["person_id"], persons[row["person_id"]]["email"], row["account_id"]
    users = {row["id"]: row for row in workspace.export("users")}
    for row in users.values():
        if row["account_id"] and row["type"] == "user":
            yield "product", row["id"], row["email"], row["account_id"]
    try:
        contacts = {lower["id"]: lower for lower in (
            {name.lower(): value for name, value in row.items()} for row in workspace.export("mirror", "--object", "Contact"))}
    except subprocess.CalledProcessError:
        return
    theirs = collections.defaultdict(set)
    for row in workspace.export("account-links"):
        if row["salesforce_id"]:
            theirs[row["salesforce_id"]].add(row["id"])
    for row in workspace.export("user-links"):
        contact, account = contacts.get(row["salesforce_id"]), users[row["id"]]["account_id"]
        if contact and account:
            yield "salesforce", contact["id"], contact["email"], account
    for contact in contacts.values():
        for account in theirs.get(contact.get("accountid", ""), ()):
            yield "salesforce", contact["id"], contact["email"], account


def walk(address, rules, places, assigned, whole, bare):
    """The account, the rule and the decision."""
    email = normalise.email(address)
    if not email:
        return "", "", "unmatched"
    host = rules.domain(email.split("@")[1])
    is_free = bool(host) and rules.is_free_mail(host)
    ways = [("person", places.get(email, ()))]
    if host and not is_free:
        registrable = rules.domain(host, registrable=True)
        label = registrable.split(".")[0]
        if label.startswith("xn--"):
            label = label[4:].encode().decode("punycode")
        label = "".join(re.findall(r"[^\W_]+", flat(label)))
        ways += [("domain_map", assigned.get(host) or assigned.get(registrable, ())), ("name", whole.get(label, ())),
                 ("name_without_legal_form", bare.get(label, ()))]
    for rule, found in ways:
        if len(found) == 1:
            return min(found), rule, "linked"
        if len(found) > 1:
            return "", rule, "ambiguous"
    return "", "", "excluded" if is_free else "unmatched"


def compare(name, expected, found, shown=5):
    wrong = [f"{key}: {'expected, not there' if key not in found else 'there, not expected'}" for key in expected.keys() ^ found.keys()]
    for key in expected.keys() & found.keys():
        for column, value in expected[key].items():
            mine = found[key].get(column)
            if isinstance(value, str):
                if value != mine:
                    wrong.append(f"{key} {column}: expected '{value}', found '{mine}'")
            elif (value is None) != (mine in ("", None)) or value is not None and abs(value - float(mine)) > 1e-4:
                wrong.append(f"{key} {column}: expected {value}, found '{mine}'")
    print(f"{name}: {len(expected)} rows compared, {len(wrong)} differences")
    for line in sorted(wrong)[:shown]:
        print("  " + line)
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="crosswalk")
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=datetime.date(2026, 5, 13))
    arguments = parser.parse_args()
    workspace = Workspace(os.path.abspath(arguments.program), arguments.workspace)
    community = Community(workspace, arguments.as_of)
    names = ("account_id", "rule", "decision")
    good = [compare("links", {"/".join(key): dict(zip(names, found)) for key, found in community.expected_links(workspace)},
                    {"/".join(key): row for key, row in community.links.items()})]
    coverage = json.loads(workspace.run("community", "coverage", "--json"))
    good.append(compare("coverage", community.coverage(), {row["name"]: row for row in coverage["byRule"]}))
    keys = {"active-members": "account_id", "revenue-without-members": "account_id", "usage-and-community": "account_id",
            "ideas": "id", "open-questions": "question", "active-customers": "band", "executive": "group", "top-contributors": None}
    for name, key in keys.items():
        found = {row[key] if key else f"{row['account_id']} {row['place']}": row for row in workspace.report(name, arguments.as_of)}
        good.append(compare(name, getattr(community, name.replace("-", "_"))(), found))
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
