#!/usr/bin/env python3
"""Turns a generated organisation into the files that the product reads (docs/files.md).

  python prepare.py --in ORG --out DIR [--formats csv,jsonl] [--contacts N]

--contacts tops Salesforce's contacts up to N with people that no user is.

DIR/product: accounts.csv users.csv events.* nps.*        DIR/salesforce: Account.csv Contact.csv
DIR/community: accounts.csv persons.csv account-persons.csv domains.csv community-users.csv
DIR/expected (where ORG/expected exists): account-links.csv user-links.csv community-links.csv kpis.csv feature-kpis.csv,
the reference answers under the names that the product's exports use; `unambiguous`=1 marks the rows to judge by.
"""
import argparse, csv, os, shutil, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import sf_id
RULE = {"sfdcId": "sfdc_id", "custom": "custom_field", "domain": "website_domain", "name": "name", "recent": "recent_user_domain",
        "id": "sfdc_contact_id", "email": "email", "phone": "phone", "person": "person", "mapped": "domain_map", "full": "name",
        "partial": "name_without_legal_form", "none": ""}

def convert(src, dst, names, fix=None):
    with open(src, newline="", encoding="utf-8-sig") as i, open(dst, "w", newline="", encoding="utf-8") as o:
        r = csv.DictReader(i); w = csv.writer(o, lineterminator="\n"); w.writerow([n for _, n in names])
        for row in r: w.writerow([(fix or {}).get(n, lambda v: v)(row[k]) for k, n in names])

def same(*cols): return [(c, c) for c in cols]

def kpi_name(c):
    """active_7d_pct -> au_7d_change, nps_7d_score_diff -> nps_score_7d_change, ..."""
    p = c.split("_")
    if p[0] == "active": w, tail = "_".join(p[1:-1] if p[-1] in ("prev", "pct") else p[1:]), p[-1] if p[-1] in ("prev", "pct") else ""; return f"au_{w}" + {"": "", "prev": "_prev", "pct": "_change"}[tail]
    if p[0] == "nps":
        k = "score" if "score" in p else "responses"; i = p.index(k); w = "_".join(p[1:i]); tail = "_".join(p[i + 1:])
        return f"nps_{k}_{w}" + ({"": "", "prev": "_prev", "pct": "_pct_change", "diff": "_change"} if k == "score" else {"": "", "prev": "_prev", "pct": "_change"})[tail]
    return c

def contacts(src, dst, least):
    """The contacts with a department and a country (twelve fields in all), and strangers up to `least` rows."""
    departments, countries = ["Sales", "IT", "Finance", "", "Operations"], ["Germany", "United States", "", "France", "Japan"]
    with open(src, newline="", encoding="utf-8") as i, open(dst, "w", newline="", encoding="utf-8") as o:
        r = csv.reader(i); w = csv.writer(o, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        h = next(r); w.writerow(h + ["Department", "MailingCountry"]); n = 0; accounts = []
        for row in r:
            w.writerow(row + [departments[n % 5], countries[n % 7 % 5]]); n += 1
            if len(accounts) < 5000: accounts.append((row[1], row[8], row[9]))
        while n < least:
            account, created, modified = accounts[n * 7919 % len(accounts)]
            w.writerow([sf_id("0035g00000" + b62(100000 + n * 5)), account, "Kim", f"Stranger {n}", f"kim.stranger.{n}@stranger-{n % 9973}.example",
                        "", "", "", created, modified, departments[n % 5], countries[n % 7 % 5]]); n += 1

def b62(n):
    digits, s = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", ""
    for _ in range(5): n, d = divmod(n, 62); s = digits[d] + s
    return s

def main():
    ap = argparse.ArgumentParser(); ap.add_argument("--in", dest="i", required=True); ap.add_argument("--out", required=True); ap.add_argument("--formats", default="csv,jsonl"); ap.add_argument("--contacts", type=int, default=0); a = ap.parse_args()
    P, S, C, E = (os.path.join(a.out, d) for d in ("product", "salesforce", "community", "expected"))
    for d in (P, S, C): os.makedirs(d, exist_ok=True)
    convert(f"{a.i}/px_accounts.csv", f"{P}/accounts.csv", [("id", "id"), ("name", "name"), ("website", "website"), ("sfdc_id", "salesforce_id"), ("created_at", "created_at"), ("billing_code", "billing_code"), ("customer_no", "customer_no")])
    convert(f"{a.i}/px_users.csv", f"{P}/users.csv", same("id", "account_id", "email", "phone") + [("sfdc_contact_id", "salesforce_contact_id")] + same("first_name", "last_name") + [("sign_up_at", "signed_up_at"), ("last_seen_at", "last_seen_at"), ("employee_no", "employee_no")])
    for f in a.formats.split(","):
        for k in ("events", "nps"):
            if os.path.exists(f"{a.i}/{k}.{f}"):
                if os.path.lexists(f"{P}/{k}.{f}"): os.remove(f"{P}/{k}.{f}")
                try: os.link(f"{a.i}/{k}.{f}", f"{P}/{k}.{f}")
                except OSError: shutil.copyfile(f"{a.i}/{k}.{f}", f"{P}/{k}.{f}")
    shutil.copyfile(f"{a.i}/sfdc_accounts.csv", f"{S}/Account.csv"); contacts(f"{a.i}/sfdc_contacts.csv", f"{S}/Contact.csv", a.contacts)
    convert(f"{a.i}/companies.csv", f"{C}/accounts.csv", [("Id", "id"), ("Name", "name")])
    convert(f"{a.i}/persons.csv", f"{C}/persons.csv", [("Id", "id"), ("Email", "email"), ("Name", "name")])
    convert(f"{a.i}/company_persons.csv", f"{C}/account-persons.csv", [("Person_ID", "person_id"), ("Company_ID", "account_id")])
    convert(f"{a.i}/domain_map.csv", f"{C}/domains.csv", [("domain", "domain"), ("company_id", "account_id")])
    convert(f"{a.i}/community_users.csv", f"{C}/community-users.csv", same("id", "username", "email"))
    X = f"{a.i}/expected"
    if os.path.isdir(X):
        os.makedirs(E, exist_ok=True); rule = {"rule": lambda v: RULE[v]}
        convert(f"{X}/account_match.csv", f"{E}/account-links.csv", [("px_account_id", "id"), ("sfdc_account_id", "salesforce_id"), ("step", "rule"), ("unambiguous", "unambiguous")], rule)
        convert(f"{X}/contact_match.csv", f"{E}/user-links.csv", [("px_user_id", "id"), ("sfdc_contact_id", "salesforce_id"), ("step", "rule"), ("unambiguous", "unambiguous")], rule)
        convert(f"{X}/community_match.csv", f"{E}/community-links.csv", [("community_user_id", "id"), ("company_id", "account_id"), ("step", "rule"), ("unambiguous", "unambiguous")], rule)
        h = next(csv.reader(open(f"{X}/kpi_accounts.csv"))); convert(f"{X}/kpi_accounts.csv", f"{E}/kpis.csv", [(c, kpi_name(c)) for c in h])
        h = next(csv.reader(open(f"{X}/kpi_features.csv"))); convert(f"{X}/kpi_features.csv", f"{E}/feature-kpis.csv", [(c, c.replace("_pct", "_change")) for c in h])
    shutil.copyfile(f"{a.i}/manifest.json", f"{a.out}/manifest.json")

if __name__ == "__main__": main()
