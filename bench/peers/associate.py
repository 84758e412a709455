"""The community's rules as DuckDB joins: keys normalised on all sides, hosts worked out once, two threads.

It comes close to docs/community.md and does a little less: it keeps no evidence, reads no internationalised hosts, and
takes legal forms off with one regular expression.
"""
import argparse
import csv
import json
import os
import re
import unicodedata

import duckdb

from stopwatch import Stopwatch

LISTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Sources/DomainData/lists")


def lines(name):
    with open(f"{LISTS}/{name}", encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("//")]


def legal_forms():
    with open(f"{LISTS}/legal_terms_cleanco.csv", encoding="utf-8") as file:
        terms = {row[0] for row in list(csv.reader(file))[1:]}
    terms |= {"ltd", "co", "pty", "plc", "srl", "spa", "bv", "nv", "sro", "gmbh & co kg", "doo", "ug", "mbh", "se", "sas", "aps",
              "private limited", "private ltd", "kk", "zrt", "limitada", "aktiengesellschaft"}
    forms = set()
    for term in terms:
        flat = unicodedata.normalize("NFKD", term.lower())
        words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])\.(?=[a-z0-9])", "", flat))
        if words and words not in (["uk"], ["nl"], ["at"], ["private"], ["term"], ["vat"], ["sep"], ["sp"]):
            forms.add("[^a-z0-9]+".join(words))
    return "|".join(sorted(forms, key=len, reverse=True))


def mail(column):
    text = f"lower(trim({column}))"
    return f"case when regexp_full_match({text}, '[^@\\s]+@[^@\\s]+\\.[^@\\s]+') then nfc_normalize({text}) end"


def compact(text):
    return f"nullif(regexp_replace({text}, '[^\\p{{L}}\\p{{N}}]', '', 'g'), '')"


def undotted(text):
    return f"regexp_replace({text}, '([\\p{{L}}\\p{{N}}])\\.([\\p{{L}}\\p{{N}}])', '\\1\\2', 'g')"


# Twice, for in `s.r.o.` the letter between two dots belongs to both.
FLAT = f"strip_accents(lower({undotted(undotted('name'))}))"
RULES = f"""
with person as (
    select {mail('email')} m, count(distinct account_id) n, min(account_id) c
    from persons join places on person_id = persons.id where account_id in (select id from accounts) group by 1),
assigned as (
    select lower(domain) d, count(distinct account_id) n, min(account_id) c
    from domains where account_id in (select id from accounts) group by 1),
named as (
    select {compact('strip_accents(lower(name))')} whole,
        {compact(f"regexp_replace({FLAT}, '([^a-z0-9]+(' || $forms || ')[^a-z0-9]*)+$', '')")} bare, id
    from accounts),
by_name as (select whole k, count(*) n, min(id) c from named where whole is not null group by 1),
by_rest as (select bare k, count(*) n, min(id) c from named where bare is not null and bare <> whole group by 1),
member as (select id, m, regexp_extract(m, '@(.*)$', 1) h from (select id, {mail('email')} m from users)),
host as (select distinct h from member where h <> ''),
suffix as (
    select h, p, i, array_to_string(p[i:], '.') s
    from (select h, p, unnest(range(1, len(p) + 1)) i from (select h, string_split(rtrim(h, '.'), '.') p from host))),
public as (
    select h, any_value(p) p, min(i) i from suffix
    where i = len(p) or s in (select s from public_suffix) or array_to_string(p[i + 1:], '.') in (select s from wildcard)
    group by h),
part as (
    select h, array_to_string(p[i - 1:], '.') d, {compact('p[i - 1]')} label,
        h in (select domain from free_mail) or array_to_string(p[i - 1:], '.') in (select domain from free_mail) is_free
    from public where i > 1),
known as (
    select part.h, is_free, coalesce(own.n, above.n) dn, coalesce(own.c, above.c) dc, by_name.n wn, by_name.c wc,
        by_rest.n rn, by_rest.c rc
    from part left join assigned own on own.d = part.h left join assigned above on above.d = part.d
    left join by_name on by_name.k = part.label left join by_rest on by_rest.k = part.label)
select member.id, case
    when person.n = 1 then person.c when person.n > 1 then null when is_free then null
    when dn = 1 then dc when dn > 1 then null when wn = 1 then wc when wn > 1 then null
    when rn = 1 then rc end account_id
from member left join person on person.m = member.m left join known on known.h = member.h"""

parser = argparse.ArgumentParser()
for option in ("data", "answers"):
    parser.add_argument(f"--{option}", required=True)
arguments = parser.parse_args()

database = duckdb.connect()
database.execute("set threads = 2; set preserve_insertion_order = false")


def load(table, file, columns):
    source = f"read_csv('{arguments.data}/{file}.csv', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
    database.execute(f"create table {table} as select {columns} from {source}")


loading = Stopwatch()
load("accounts", "accounts", "id, name")
load("persons", "persons", "id, email")
load("places", "account-persons", "person_id, account_id")
load("domains", "domains", "domain, account_id")
load("users", "community-users", "id, email")
rules = lines("psl.dat")
for table, column, rows in (
    ("free_mail", "domain", lines("freemail.txt") + lines("disposable.txt")),
    ("public_suffix", "s", [rule for rule in rules if not rule.startswith(("*", "!"))]),
    ("wildcard", "s", [rule[2:] for rule in rules if rule.startswith("*.")]),
):
    database.execute(f"create table {table} ({column} varchar)")
    database.execute(f"insert into {table} select unnest(?)", [rows])
loaded = loading.read()
forms = legal_forms().replace("'", "''")
watch = Stopwatch()
database.execute("create table answers as " + RULES.replace("$forms", f"'{forms}'"))
spent = watch.read()
database.execute(f"copy (select id, coalesce(account_id, '') account_id from answers) to '{arguments.answers}' (header)")
rows = database.execute("select count(*) from answers").fetchone()[0]
print(json.dumps({**spent, "load_seconds": loaded["seconds"], "rows": rows}))
