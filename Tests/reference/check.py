#!/usr/bin/env python3
"""Computes an organisation's links and KPIs in plain Python and compares them with what Crosswalk exported.

  python3 check.py --org ORG --exports DIR [--as-of 2026-05-13]      compare DIR/account-links.csv, user-links.csv, …
  python3 check.py --org ORG --write DIR                             write the reference's own answers
  python3 check.py --org ORG --against DIR                           compare the reference with other known answers

ORG holds product/ and salesforce/ as in docs/files.md, with the custom fields of the sample (billing_code = ERP_Code__c,
employee_no = Employee_Number__c) and all rules on in their order. Rows of DIR with `unambiguous` = 0 are left out.
Exit code 0: everything there agrees. 1: it does not, or nothing could be compared.
"""
import argparse
import csv
import datetime
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kpis
import links
from normalise import Normaliser


def read(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def text(value):
    if value is None:
        return ""
    if isinstance(value, float):
        number = f"{value:.6f}".rstrip("0").rstrip(".")
        return "0" if number == "-0" else number
    return str(value)


def link_rows(found):
    return {
        key: {"id": key, "salesforce_id": id, "rule": rule, "decision": decision,
              "candidates": ";".join(candidates[:20]) + (";…" if len(candidates) > 20 else "")}
        for key, (id, rule, decision, candidates) in found.items()}


def reference(org, day):
    users = read(f"{org}/product/users.csv")
    accounts = read(f"{org}/product/accounts.csv")
    engagements = views = None
    if os.path.exists(f"{org}/product/engagements.csv"):
        engagements = {row["id"]: row["state"] for row in read(f"{org}/product/engagements.csv")}
        views = read(f"{org}/product/engagement-views.csv")
    facts = kpis.Facts(users, read(f"{org}/product/events.csv"), read(f"{org}/product/nps.csv"), views or ())
    their_accounts = read(f"{org}/salesforce/Account.csv")
    return {
        "account-links": link_rows(links.account_links(accounts, users, their_accounts, Normaliser())),
        "user-links": link_rows(links.user_links(users, read(f"{org}/salesforce/Contact.csv"))),
        "kpis": kpis.all_kpis(accounts, facts, day, engagements),
        "feature-kpis": kpis.all_feature_kpis(facts, day),
    }


def key_of(kind, row):
    return {"kpis": lambda: row["account_id"], "feature-kpis": lambda: (row["account_id"], row["feature"])}.get(
        kind, lambda: row["id"])()


def same(column, ours, theirs):
    if ours == theirs:
        return True
    try:
        return abs(float(ours) - float(theirs)) <= 1.5e-6
    except ValueError:
        return False


def columns_to_compare(kind, row, known):
    skipped = {"unambiguous", "evidence"} | ({"candidates", "rule", "decision"} if known else set())
    return [column for column in row if column not in skipped]


def compare(kind, expected, path, known, shown=8):
    judged = [row for row in read(path) if row.get("unambiguous", "1") != "0"]
    left_out = {key_of(kind, row) for row in read(path) if row.get("unambiguous") == "0"}
    wrong, seen = [], set(left_out)
    for row in judged:
        key = key_of(kind, row)
        seen.add(key)
        mine = expected.get(key)
        if mine is None:
            wrong.append(f"{key}: not expected at all")
            continue
        for column in columns_to_compare(kind, row, known):
            if column in mine and not same(column, text(mine[column]), row[column]):
                wrong.append(f"{key} {column}: expected '{text(mine[column])}', found '{row[column]}'")
        if not known:
            wrong += [f"{key}: column {column} is missing" for column in mine if column not in row]
    wrong += [f"{key}: missing" for key in expected if key not in seen]
    print(f"{kind}: {len(judged)} rows compared, {len(wrong)} differences" + (f", {len(left_out)} left out" if left_out else ""))
    for line in wrong[:shown]:
        print("  " + line)
    return not wrong


def write(answers, folder):
    os.makedirs(folder, exist_ok=True)
    for kind, rows in answers.items():
        with open(f"{folder}/{kind}.csv", "w", newline="", encoding="utf-8") as file:
            first = next(iter(rows.values()))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(first)
            writer.writerows([text(row[column]) for column in first] for _, row in sorted(rows.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--org", required=True)
    parser.add_argument("--exports")
    parser.add_argument("--against")
    parser.add_argument("--write")
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=datetime.date(2026, 5, 13))
    arguments = parser.parse_args()
    answers = reference(arguments.org, arguments.as_of)
    if arguments.write:
        write(answers, arguments.write)
    compared = []
    for folder, known in ((arguments.exports, False), (arguments.against, True)):
        for kind in answers if folder else ():
            path = f"{folder}/{kind}.csv"
            if os.path.exists(path):
                compared.append(compare(kind, answers[kind], path, known))
            else:
                print(f"{kind}: {path} is not there")
    sys.exit(0 if arguments.write and not compared or compared and all(compared) else 1)


if __name__ == "__main__":
    main()
