"""The matching rules as DuckDB joins: keys normalised on both sides, tables in memory, two threads.

It comes close to docs/guarantees.md and does a little less: hosts in other scripts are compared as they are written, and
no host is checked against the public suffixes.
"""
import argparse
import json
import os

import duckdb

from stopwatch import Stopwatch

LISTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Sources/DomainData/lists")


def host(column):
    plain = f"regexp_replace(lower(trim({column})), '^[a-z][a-z0-9+.-]*://', '')"
    host = f"regexp_replace(regexp_replace({plain}, '[/?#:].*$', ''), '^www\\.', '')"
    return f"case when contains({host}, '.') then rtrim({host}, '.') end"


def mail(column):
    text = f"lower(trim({column}))"
    return f"case when regexp_full_match({text}, '[^@\\s]+@[^@\\s]+\\.[^@\\s]+') then nfc_normalize({text}) end"


def phone(column):
    digits = f"regexp_replace(regexp_replace({column}, '(?i)(x|ext).*$', ''), '[^0-9]', '', 'g')"
    return f"case when length({digits}) >= 5 then {digits} end"


def name(column):
    return f"nullif(lower(regexp_replace(trim(nfc_normalize({column})), '\\s+', ' ', 'g')), '')"


def custom(column):
    return f"nullif(lower(trim({column})), '')"


def record_id(column):
    return f"left(nullif(trim({column}), ''), 15)"


ACCOUNTS = f"""
with theirs as (
    select Id, CreatedDate || Id as age, {record_id('Id')} k, {custom('ERP_Code__c')} c, {host('Website')} h, {name('Name')} n
    from salesforce_account),
k as (select k, arg_min(Id, age) i from theirs group by k),
c as (select c, arg_min(Id, age) i from theirs where c is not null group by c),
h as (select h, arg_min(Id, age) i from theirs where h is not null group by h),
n as (select n, arg_min(Id, age) i from theirs where n is not null group by n),
recent as (
    select account_id a, regexp_extract({mail('email')}, '@(.*)$', 1) h from users where last_seen_at <> ''
    qualify row_number() over (partition by account_id order by last_seen_at desc, id) <= 100),
r as (
    select a, h from recent where h <> '' and h not in (select domain from free_mail)
    group by a, h having count(*) > 50),
ours as (
    select id, {record_id('salesforce_id')} k, {custom('billing_code')} c, {host('website')} h, {name('name')} n from accounts)
select ours.id, coalesce(k.i, c.i, h.i, n.i, rh.i) salesforce_id
from ours left join k on k.k = ours.k left join c on c.c = ours.c left join h on h.h = ours.h left join n on n.n = ours.n
left join r on r.a = ours.id left join h rh on rh.h = r.h"""

USERS = f"""
with theirs as (
    select Id, {record_id('Id')} k, {custom('Employee_Number__c')} c, {mail('Email')} m, {phone('Phone')} t
    from salesforce_contact),
c as (select c, min(Id) i from theirs where c is not null group by c having count(*) = 1),
m as (select m, min(Id) i from theirs where m is not null group by m having count(*) = 1),
t as (select t, min(Id) i from theirs where t is not null group by t having count(*) = 1),
ours as (
    select id, {record_id('salesforce_contact_id')} k, {custom('employee_no')} c, {mail('email')} m, {phone('phone')} t
    from users)
select ours.id, coalesce(theirs.Id, c.i, m.i, t.i) salesforce_id
from ours left join theirs on theirs.k = ours.k left join c on c.c = ours.c left join m on m.m = ours.m
left join t on t.t = ours.t"""

parser = argparse.ArgumentParser()
for option in ("data", "task", "answers"):
    parser.add_argument(f"--{option}", required=True)
arguments = parser.parse_args()

database = duckdb.connect()
database.execute("set threads = 2; set preserve_insertion_order = false")


def load(table, path, columns):
    source = f"read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
    database.execute(f"create table {table} as select {columns} from {source}")


loading = Stopwatch()
load("users", f"{arguments.data}/product/users.csv", "id, account_id, email, phone, salesforce_contact_id, employee_no, last_seen_at")
if arguments.task == "accounts":
    load("accounts", f"{arguments.data}/product/accounts.csv", "id, name, website, salesforce_id, billing_code")
    load("salesforce_account", f"{arguments.data}/salesforce/Account.csv", "Id, Name, Website, ERP_Code__c, CreatedDate")
    providers = [(line.strip(),) for f in ("freemail.txt", "disposable.txt") for line in open(f"{LISTS}/{f}", encoding="utf-8")]
    database.execute("create table free_mail (domain varchar)")
    database.execute("insert into free_mail select unnest(?)", [[domain for (domain,) in providers]])
else:
    load("salesforce_contact", f"{arguments.data}/salesforce/Contact.csv", "Id, Email, Phone, Employee_Number__c")
loaded = loading.read()
watch = Stopwatch()
database.execute(f"create table answers as {ACCOUNTS if arguments.task == 'accounts' else USERS}")
spent = watch.read()
database.execute(f"copy (select id, coalesce(salesforce_id, '') salesforce_id from answers) to '{arguments.answers}' (header)")
rows = database.execute("select count(*) from answers").fetchone()[0]
print(json.dumps({**spent, "load_seconds": loaded["seconds"], "rows": rows}))
