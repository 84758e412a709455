"""simple-salesforce's Bulk 2.0 download, pandas read_csv, to_sql into SQLite; the usual way to a local copy."""
import argparse
import glob
import json
import os
import sqlite3
import tempfile

import pandas

import salesforce
from stopwatch import Stopwatch

parser = argparse.ArgumentParser()
for name in ("url", "client-id", "client-secret", "object", "fields", "database", "answers"):
    parser.add_argument(f"--{name}", required=True)
parser.add_argument("--where", default="")
parser.add_argument("--hurry", choices=["yes", "no"], default="yes", help="no: with every option as the libraries ship it")
arguments = parser.parse_args()
for path in (arguments.database, arguments.answers):
    if os.path.exists(path):
        os.remove(path)

client = salesforce.connect(arguments.url, arguments.client_id, arguments.client_secret)
rows = 0
with tempfile.TemporaryDirectory() as folder:
    watch = Stopwatch()
    query = f"SELECT {arguments.fields} FROM {arguments.object}" + (f" WHERE {arguments.where}" if arguments.where else "")
    # As shipped, the first look at the job comes after five seconds, and pandas works out each column's type.
    hurries = arguments.hurry == "yes"
    getattr(client.bulk2, arguments.object).download(query, path=folder, **({"wait": 0.05} if hurries else {}))
    database = sqlite3.connect(arguments.database)
    for path in sorted(glob.glob(f"{folder}/*.csv")):
        frame = pandas.read_csv(path, **({"dtype": str, "keep_default_na": False} if hurries else {}))
        frame.to_sql(arguments.object, database, if_exists="append", index=False)
        rows += len(frame)
    database.commit()
    spent = watch.read()
for frame in pandas.read_sql_query(f"select * from {arguments.object}", database, chunksize=100_000):
    frame.to_csv(arguments.answers, mode="a", header=not os.path.exists(arguments.answers), index=False)
print(json.dumps({**spent, "rows": rows}))
