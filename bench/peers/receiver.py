"""A receiver of Segment batches as one writes it in an afternoon: FastAPI, orjson, SQLite; durable before it answers."""
import argparse
import os
import socket
import sqlite3

import orjson
import uvicorn
from fastapi import FastAPI, Request

parser = argparse.ArgumentParser()
parser.add_argument("--database", required=True)
arguments = parser.parse_args()
for ending in ("", "-wal", "-shm"):
    if os.path.exists(arguments.database + ending):
        os.remove(arguments.database + ending)
database = sqlite3.connect(arguments.database, isolation_level=None)
database.executescript("""
    pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;
    create table event (id text primary key, ts text not null, user text, type text not null, name text) without rowid""")
app = FastAPI()


@app.post("/v1/batch")
async def take(request: Request):
    messages = orjson.loads(await request.body())["batch"]
    rows = [(m["messageId"], m["timestamp"], m["userId"], m["type"], m.get("event")) for m in messages]
    database.execute("begin")
    database.executemany("insert or ignore into event values (?, ?, ?, ?, ?)", rows)
    database.execute("commit")
    return {"success": True}


listener = socket.create_server(("127.0.0.1", 0))
print(f"ready at http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
