#!/usr/bin/env python3
"""Makes a community of any size out of a generated one: the same people again under other addresses of the same hosts.

  python members.py --in ORG/community --out DIR --members 1000000 --persons 1000000

Copy k of a member and copy k of a person get the same letter in front of their addresses, so that as many are the same
as before. Accounts and assigned domains stay as they are.
"""
import argparse
import math
import os
import shutil

import duckdb

LETTERS = "qwxyzjkvuo"


def make(source, out, members, persons):
    done = os.path.join(out, "done")
    if os.path.exists(done):
        return out
    os.makedirs(out, exist_ok=True)
    for name in ("accounts", "domains"):
        shutil.copyfile(f"{source}/{name}.csv", f"{out}/{name}.csv")
    database = duckdb.connect()
    for name in ("community-users", "persons", "account-persons"):
        table = name.replace("-", "_")
        database.execute(f"create table {table} as select row_number() over () n, * from "
                         f"read_csv('{source}/{name}.csv', header = true, all_varchar = true, quote = '\"', escape = '\"')")

    def copies(table, least):
        count = database.execute(f"select count(*) from {table}").fetchone()[0]
        return range(min(math.ceil(least / count), len(LETTERS) + 1)), least

    def email(copy):
        front = "" if copy == 0 else LETTERS[copy - 1] + "."
        return f"case when contains(email, '@') then '{front}' || ltrim(email) else email end"

    def end(copy):
        return "" if copy == 0 else f"-{copy}"

    rows, least = copies("community_users", members)
    parts = [f"select n, {k} k, id || '{end(k)}' id, username, {email(k)} email from community_users" for k in rows]
    database.execute(f"create table more_members as select * from ({' union all '.join(parts)}) order by k, n limit {least}")
    rows, least = copies("persons", persons)
    parts = [f"select n, {k} k, id || '{end(k)}' id, {email(k)} email, name from persons" for k in rows]
    database.execute(f"create table more_persons as select * from ({' union all '.join(parts)}) order by k, n limit {least}")
    parts = [f"select n, {k} k, person_id || '{end(k)}' person_id, account_id from account_persons" for k in rows]
    database.execute(f"create table more_places as select * from ({' union all '.join(parts)}) "
                     "where person_id in (select id from more_persons)")
    for table, name in (("more_members", "community-users"), ("more_persons", "persons"), ("more_places", "account-persons")):
        database.execute(f"copy (select * exclude (n, k) from {table} order by k, n) to '{out}/{name}.csv' (header)")
    open(done, "w").close()
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in", dest="source", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--persons", type=int, default=1_000_000)
    arguments = parser.parse_args()
    print(make(arguments.source, arguments.out, arguments.members, arguments.persons))
