"""Links of accounts and users by the ordered rules of docs/guarantees.md."""
from collections import Counter, defaultdict

import normalise


def index(rows, key):
    """Candidates by key, the oldest first: by (CreatedDate, Id)."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["CreatedDate"], row["Id"])):
        value = key(row)
        if value is not None:
            found[value].append(row["Id"])
    return found


def decide(rules, takes_first):
    """(id, rule, decision, candidates) of the first rule that decides; a rule is (name, candidates)."""
    ambiguous = None
    for rule, candidates in rules:
        if len(candidates) == 1:
            return candidates[0], rule, "linked", candidates
        if len(candidates) > 1 and takes_first:
            return candidates[0], rule, "ambiguous_pick", candidates
        if len(candidates) > 1:
            ambiguous = (rule, candidates)
    if ambiguous:
        return "", ambiguous[0], "ambiguous", ambiguous[1]
    return "", "", "unmatched", []


def recent_domain(users, normaliser, registrable, sample, more_than):
    seen = sorted((u for u in users if u["last_seen_at"]), key=lambda u: u["id"])
    seen.sort(key=lambda u: u["last_seen_at"], reverse=True)
    counts = Counter()
    for user in seen[:sample]:
        address = normalise.email(user["email"])
        host = normalise.ascii_host(address.split("@")[1]) if address else None
        if host and not normaliser.is_free_mail(host):
            domain = normaliser.domain(host, registrable)
            if domain:
                counts[domain] += 1
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] > more_than else None


def account_links(accounts, users, theirs, normaliser, compare="host", sample=100, more_than=50, takes_first=True):
    registrable = compare == "registrable"
    ids = {normalise.salesforce_id(row["Id"]): row["Id"] for row in theirs}
    codes = index(theirs, lambda row: normalise.custom(row["ERP_Code__c"]))
    sites = index(theirs, lambda row: normaliser.website(row["Website"], registrable))
    names = index(theirs, lambda row: normalise.name(row["Name"]))
    users_of = defaultdict(list)
    for user in users:
        users_of[user["account_id"]].append(user)
    links = {}
    for account in accounts:
        own_id = ids.get(normalise.salesforce_id(account["salesforce_id"]))
        domain = recent_domain(users_of[account["id"]], normaliser, registrable, sample, more_than)
        rules = [
            ("sfdc_id", [own_id] if own_id else []),
            ("custom_field", codes.get(normalise.custom(account["billing_code"]), [])),
            ("website_domain", sites.get(normaliser.website(account["website"], registrable), [])),
            ("name", names.get(normalise.name(account["name"]), [])),
            ("recent_user_domain", sites.get(domain, [])),
        ]
        links[account["id"]] = decide(rules, takes_first)
    return links


def user_links(users, theirs):
    ids = {normalise.salesforce_id(row["Id"]): row["Id"] for row in theirs}
    numbers = index(theirs, lambda row: normalise.custom(row["Employee_Number__c"]))
    addresses = index(theirs, lambda row: normalise.email(row["Email"]))
    phones = index(theirs, lambda row: normalise.phone(row["Phone"]))
    links = {}
    for user in users:
        own_id = ids.get(normalise.salesforce_id(user["salesforce_contact_id"]))
        rules = [
            ("sfdc_contact_id", [own_id] if own_id else []),
            ("custom_field", numbers.get(normalise.custom(user["employee_no"]), [])),
            ("email", addresses.get(normalise.email(user["email"]), [])),
            ("phone", phones.get(normalise.phone(user["phone"]), [])),
        ]
        links[user["id"]] = decide(rules, takes_first=False)
    return links
