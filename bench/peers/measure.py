"""The KPIs by DuckDB over the raw events.

`plain`: as one writes it, `count(distinct user) filter (where …)` for each window, tables in a database file. `tuned`:
in memory, one pass per user to flags for each window, then sums; events that are in no window were dropped and accounts
looked up while loading, which is not in its time.
"""
import argparse
import datetime
import json
import os
import sys

import duckdb

from stopwatch import Stopwatch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data"))
from windows import windows

parser = argparse.ArgumentParser()
for option in ("data", "as-of", "answers", "feature-answers", "database"):
    parser.add_argument(f"--{option}", required=True)
parser.add_argument("--style", choices=["plain", "tuned"], required=True)
arguments = parser.parse_args()

day = datetime.datetime.fromisoformat(arguments.as_of).replace(tzinfo=datetime.timezone.utc)
spans = []
for name, (first, end, first_before, end_before) in windows(day).items():
    spans += [(name, first, end), (f"{name}_prev", first_before, end_before)]


def within(span):
    plain = lambda moment: moment.replace(tzinfo=None)
    return f"t >= timestamp '{plain(span[1])}' and t < timestamp '{plain(span[2])}'"


def users(keys, spans, prefix, condition):
    """Exact distinct users in each window."""
    if not is_tuned:
        counts = ", ".join(f"count(distinct u) filter (where {within(span)}) {prefix}_{span[0]}" for span in spans)
        return f"select {keys}, {counts} from {events} where {condition} group by {keys}"
    flags = ", ".join(f"bool_or({within(span)}) w{number}" for number, span in enumerate(spans))
    sums = ", ".join(f"count_if(w{number}) {prefix}_{span[0]}" for number, span in enumerate(spans))
    return f"select {keys}, {sums} from (select {keys}, u, {flags} from events where {condition} group by {keys}, u) group by {keys}"


def responses():
    parts = []
    for span in spans:
        count = f"count_if({within(span)})"
        parts.append(f"{count} nps_responses_{span[0]}")
        parts.append(f"100.0 * (count_if({within(span)} and score >= 9) - count_if({within(span)} and score <= 6)) "
                     f"/ nullif({count}, 0) nps_score_{span[0]}")
    return f"select a, {', '.join(parts)} from responses group by a"


first = min(span[1] for span in spans).replace(tzinfo=None)
is_tuned = arguments.style == "tuned"
joined = "select coalesce(e.account_id, users.account_id) a, e.user_id u, e.ts t, e.feature f"
events = "events" if is_tuned else f"({joined} from raw_events e left join users on users.id = e.user_id where e.user_id is not null)"
for path in (arguments.database, arguments.database + ".wal"):
    if os.path.exists(path):
        os.remove(path)
database = duckdb.connect() if is_tuned else duckdb.connect(arguments.database)
database.execute("set threads = 2; set TimeZone = 'UTC'; set preserve_insertion_order = false")
loading = Stopwatch()
csv = lambda name: f"read_csv('{arguments.data}/product/{name}.csv', header = true, all_varchar = true, quote = '\"', escape = '\"')"
database.execute(f"create table users as select id, account_id from {csv('users')}")
database.execute(f"create table accounts as select id from {csv('accounts')}")
raw_events = f"read_parquet('{arguments.data}/raw/events.parquet')"
if is_tuned:
    database.execute(f"""create table events as {joined} from {raw_events} e left join users on users.id = e.user_id
        where e.user_id is not null and e.ts >= timestamp '{first}'""")
else:
    database.execute(f"create table raw_events as select * from {raw_events}")
database.execute(f"""create table responses as
    select coalesce(nullif(n.account_id, ''), users.account_id) a, cast(replace(n.ts, 'Z', '') as timestamp) t,
        cast(n.score as integer) score
    from {csv('nps')} n left join users on users.id = n.user_id where coalesce(n.score, '') <> ''""")
database.execute("checkpoint")
loaded = loading.read()
watch = Stopwatch()
database.execute(f"create table active as {users('a', spans, 'au', 'true')}")
database.execute(f"create table by_feature as {users('a, f', spans[:6], 'users', 'f is not null')}")
database.execute(f"create table answered as {responses()}")
if not is_tuned:
    database.execute("checkpoint")
spent = watch.read()
zeros = ", ".join([f"coalesce(au_{s[0]}, 0) au_{s[0]}" for s in spans]
                  + [f"coalesce(nps_responses_{s[0]}, 0) nps_responses_{s[0]}, nps_score_{s[0]}" for s in spans])
database.execute(f"""copy (select accounts.id account_id, {zeros} from accounts left join active on active.a = accounts.id
    left join answered on answered.a = accounts.id) to '{arguments.answers}' (header)""")
some = " + ".join(f"users_{s[0]}" for s in spans[:6])
database.execute(f"copy (select a account_id, f feature, * exclude (a, f) from by_feature where {some} > 0) "
                 f"to '{arguments.feature_answers}' (header)")
print(json.dumps({**spent, "load_seconds": loaded["seconds"]}))
