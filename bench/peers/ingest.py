"""Events from a CSV file to disk, each event id once: by DuckDB into its database, or by Polars into Parquet."""
import argparse
import json
import os

from stopwatch import Stopwatch

parser = argparse.ArgumentParser()
for option in ("data", "engine", "output", "answers"):
    parser.add_argument(f"--{option}", required=True)
arguments = parser.parse_args()
source = f"{arguments.data}/product/events.csv"


def duckdb_rows():
    import duckdb

    database = duckdb.connect(arguments.output)
    database.execute("set threads = 2; set TimeZone = 'UTC'; set preserve_insertion_order = false")
    database.execute(f"""create table events as
        select event_id, cast(ts as timestamptz) ts, account_id, user_id, type, feature
        from read_csv('{source}', header = true, all_varchar = true)
        qualify row_number() over (partition by event_id) = 1""")
    database.execute("checkpoint")
    return database, "events"


def write_answers(database, events):
    """What each user's events come to, to compare."""
    import duckdb

    (database or duckdb.connect()).execute(f"""copy (
        select user_id, count(*) events, sum(epoch_ms(ts)) moments, count(nullif(feature, '')) uses
        from {events} where coalesce(user_id, '') <> '' group by user_id) to '{arguments.answers}' (header)""")


def polars_rows():
    import polars

    frame = polars.read_csv(source, infer_schema=False).with_columns(
        polars.col("ts").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms")).unique("event_id", keep="first")
    frame.write_parquet(arguments.output)
    with open(arguments.output, "rb+") as file:
        os.fsync(file.fileno())
    return None, f"read_parquet('{arguments.output}')"


if os.path.exists(arguments.output):
    os.remove(arguments.output)
os.environ["POLARS_MAX_THREADS"] = "2"
watch = Stopwatch()
database, events = {"duckdb": duckdb_rows, "polars": polars_rows}[arguments.engine]()
spent = watch.read()
write_answers(database, events)
# Rows of the file, not what was left of them: both sides read the whole file.
with open(source, "rb") as file:
    rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1
print(json.dumps({**spent, "rows": rows}))
