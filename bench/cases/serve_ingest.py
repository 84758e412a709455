"""How fast facts come in over HTTP and are durable before they are acknowledged, in batches of a hundred."""
import base64
import collections
import csv
import json
import random
import sqlite3
import sys

import agreement
import harness
import load
import served

BATCH, CONNECTIONS, TARGET = 100, 16, 20_000
FACTS = {"full": 400_000, "small": 40_000}


def run(bench, report):
    facts = FACTS["small" if "small" in bench.data else "full"]
    snapshot = bench.with_records()
    users = known_users(snapshot)
    sent = bench.path("serve-ingest-sent.csv")
    batches = messages(users, facts, sent)
    stored = bench.path("serve-ingest-stored.csv")
    peer_file = bench.path("serve-ingest-peer.db")

    def ours(_):
        workspace = bench.copy(snapshot, "serve-ingest")
        with served.crosswalk(bench, workspace) as server:
            key = base64.b64encode(f"{server.keys['ingest']}:".encode()).decode()
            measured = post(server, batches, f"Authorization: Basic {key}")
        write_counts(f"{workspace}/crosswalk.db", stored,
                     "select user.id, count(*) from event join user on user.key = event.user group by user.id")
        return measured

    def theirs(_):
        command = [sys.executable, f"{harness.HERE}/peers/receiver.py", "--database", peer_file]
        with served.started(command, bench.path("receiver.log")) as server:
            return post(server, batches, "X-Nothing: 1")

    mine, other = harness.interleaved(bench.repeat, ours, theirs)
    agreed = agreement.share(stored, sent, {"user_id": "user_id"}, {"events": "events"}, numeric=True)
    return [report(
        "serve-ingest", facts, mine, other, "FastAPI, orjson and SQLite: parsed, each message id once, committed before the answer",
        agreed, agreement_of="the users who were sent for: how many events are stored of each", batch=BATCH,
        connections=CONNECTIONS, latency_milliseconds=mine[-1].output, peer_latency_milliseconds=other[-1].output,
        target_facts_per_second=TARGET)]


def known_users(snapshot):
    database = sqlite3.connect(f"file:{snapshot}/crosswalk.db?mode=ro", uri=True)
    return [row[0] for row in database.execute("select id from user order by key limit 100000")]


def messages(users, facts, sent):
    """The bodies of all requests; what they come to by user goes into a file."""
    chance, counts, batches = random.Random(1), collections.Counter(), []
    for first in range(0, facts, BATCH):
        batch = []
        for number in range(first, first + BATCH):
            user = chance.choice(users)
            counts[user] += 1
            batch.append({
                "type": "track", "event": "Report Exported", "userId": user, "messageId": f"bench-{number:09d}-{chance.getrandbits(64):016x}",
                "timestamp": f"2026-05-{1 + number % 12:02d}T{number % 24:02d}:00:00.000Z", "properties": {"format": "csv", "rows": number % 1000},
                "context": {"library": {"name": "bench", "version": "1"}}})
        batches.append(json.dumps({"batch": batch}).encode())
    with open(sent, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("user_id", "events"), *sorted(counts.items())])
    return batches


def post(server, batches, header):
    requests = [load.request("POST", server.address, "/v1/batch", [header, "Content-Type: application/json"], body) for body in batches]
    before = server.cpu_seconds()
    answers = load.drive(server.address, requests, CONNECTIONS)
    if set(answers.statuses) != {200}:
        raise harness.Failed(f"not every batch was taken: {dict(answers.statuses)} {answers.failures}")
    return harness.Measured(answers.seconds, server.peak_bytes(), answers.milliseconds(), server.cpu_seconds() - before)


def write_counts(database, path, query):
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(query)
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("user_id", "events"), *rows])
