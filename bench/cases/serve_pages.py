"""How long pages and lists of the API take to be answered, 32 asked for at a time, over the whole organisation."""
import random
import sqlite3
import statistics
import urllib.parse

import harness
import load
import served

CONNECTIONS, ANSWERS, TARGET_P99 = 32, 2000, 100.0


def run(bench, _):
    workspace = bench.copy(bench.measured(), "serve-pages")
    accounts, users = some_ids(workspace)
    chance, results = random.Random(1), []
    with served.crosswalk(bench, workspace) as server:
        headers = {
            "page": [f"Cookie: {server.cookie}"], "api": [f"Authorization: Bearer {server.keys['read']}"]}
        for kind, name, path in questions(chance, accounts, users):
            count = ANSWERS if bench.repeat > 1 else ANSWERS // 4
            requests = [load.request("GET", server.address, path(), headers[kind]) for _ in range(count)]
            # What a page remembers from one asking to the next is worked out before the clock runs.
            load.drive(server.address, requests[:1], 1)
            before = server.cpu_seconds()
            answers = load.drive(server.address, requests, CONNECTIONS)
            if set(answers.statuses) - {200}:
                raise harness.Failed(f"{name}: {dict(answers.statuses)} {answers.failures}")
            results.append({
                "path": name, **answers.milliseconds(), "per_second": round(len(answers.latencies) / answers.seconds),
                "cpu_milliseconds_each": round((server.cpu_seconds() - before) * 1000 / len(answers.latencies), 2)})
        peak = server.peak_bytes()
    slowest = max(results, key=lambda result: result["p99"])
    return [{
        "case": "serve-pages", "connections": CONNECTIONS, "answers_each": count, "peak_bytes": peak,
        "median_p99_milliseconds": statistics.median(result["p99"] for result in results), "slowest": slowest["path"],
        "slowest_p99_milliseconds": slowest["p99"], "target_p99_milliseconds": TARGET_P99, "paths": results}]


def some_ids(workspace):
    database = sqlite3.connect(f"file:{workspace}/crosswalk.db?mode=ro", uri=True)
    return ([row[0] for row in database.execute(f"select id from {table} where key % 97 = 1 limit 5000")] for table in ("account", "user"))


def questions(chance, accounts, users):
    """Kind, name and, for each request anew, the path: another record, another search, another place in the list."""
    def of(ids):
        return lambda: urllib.parse.quote(chance.choice(ids), safe="")

    account, user = of(accounts), of(users)
    pages = {
        "/": lambda: "/", "/matching": lambda: "/matching", "/mapping": lambda: "/mapping", "/runs": lambda: "/runs",
        "/timeline": lambda: "/timeline", "/accounts": lambda: "/accounts", "/audience": lambda: "/audience",
        "/accounts?search=": lambda: f"/accounts?search={account()[:6]}",
        "/audience?search=": lambda: f"/audience?search={user()[:6]}",
        "/accounts/{id}": lambda: f"/accounts/{account()}", "/audience/{id}": lambda: f"/audience/{user()}",
        "/runs/ambiguous": lambda: "/runs/ambiguous?entity=users", "/settings": lambda: "/settings"}
    lists = {
        "/api/v1/records/accounts": lambda: f"/api/v1/records/accounts?q={account()[:5]}",
        "/api/v1/records/users": lambda: f"/api/v1/records/users?q={user()[:5]}",
        "/api/v1/records/users?sort=email": lambda: "/api/v1/records/users?sort=email&limit=50",
        "/api/v1/records/accounts?sort=-name": lambda: "/api/v1/records/accounts?sort=-name&limit=50",
        "/api/v1/records/accounts/{id}": lambda: f"/api/v1/records/accounts/{account()}",
        "/api/v1/records/users/{id}": lambda: f"/api/v1/records/users/{user()}",
        "/api/v1/records/users/{id}/explanation": lambda: f"/api/v1/records/users/{user()}/explanation",
        "/api/v1/records/users/{id}/history": lambda: f"/api/v1/records/users/{user()}/history",
        "/api/v1/accounts/{id}/kpis": lambda: f"/api/v1/accounts/{account()}/kpis",
        "/api/v1/accounts/{id}/kpis/au_30d": lambda: f"/api/v1/accounts/{account()}/kpis/au_30d",
        "/api/v1/queues/users/ambiguous": lambda: "/api/v1/queues/users/ambiguous",
        "/api/v1/runs": lambda: "/api/v1/runs", "/api/v1/runs/1/outcomes": lambda: "/api/v1/runs/1/outcomes",
        "/api/v1/coverage/users": lambda: "/api/v1/coverage/users", "/api/v1/status": lambda: "/api/v1/status"}
    return [("page", name, path) for name, path in pages.items()] + [("api", name, path) for name, path in lists.items()]
