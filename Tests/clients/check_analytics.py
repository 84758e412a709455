"""Analytics SDKs as they are published, pointed at the ingest: they must not notice that it is not theirs.

    pip install -r Tests/clients/requirements.txt
    CROSSWALK=.build/release/crosswalk pytest Tests/clients/check_analytics.py
"""

import base64
import csv
import datetime
import gzip
import importlib
import io
import json
import random
import socket
import sys
from pathlib import Path

import pytest
import requests

sys.path.insert(0, str(Path(__file__).parent))
from served import Served  # noqa: E402

CONFIGURATION = """
attributes:
  account: { plan: string, seats: number }
  user: { is_beta: boolean }
features: { report_export: { event: "Report Exported" } }
facts: { nps_event: "NPS Answered" }
"""
BORN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


@pytest.fixture(scope="module")
def served():
    served = Served(CONFIGURATION)
    yield served
    served.stop()


def post(served, path, body, headers=None, key=None, compress=False):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **(headers or {})}
    if compress:
        data, headers["Content-Encoding"] = gzip.compress(data), "gzip"
    if key:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    return requests.post(served.address + path, data=data, headers=headers, timeout=30)


def say_everything(client, tag, pause=None):
    """Every call that an SDK has; 206 messages."""
    client.identify(f"{tag}-1", {"email": f"{tag}@acme.example", "firstName": "Ada", "createdAt": BORN, "is_beta": True, "undeclared": [1]})
    client.group(f"{tag}-1", f"{tag}-account", {"name": "Acme", "website": "https://acme.example", "plan": "team", "seats": 7})
    for number in range(200):
        client.track(f"{tag}-1", "Report Exported", {"n": number, "when": BORN})
    client.page(f"{tag}-1", "Docs", "Start", {"url": "https://acme.example/docs"})
    client.screen(f"{tag}-1", "App", "Home")
    client.alias(f"{tag}-anonymous", f"{tag}-1")
    client.track(f"{tag}-1", "NPS Answered", {"score": 9, "comment": "good"})


def expect_everything(served, tag, before):
    served.wait_for(lambda: served.messages().get("taken", 0) >= before.get("taken", 0) + 206)
    assert served.messages().get("refused", 0) == before.get("refused", 0)
    user, account = served.record("users", f"{tag}-1"), served.record("accounts", f"{tag}-account")
    assert user["email"] == f"{tag}@acme.example" and user["first_name"] == "Ada" and user["type"] == "user"
    assert user["account_id"] == f"{tag}-account" and user["is_beta"] is True
    assert user["signed_up_at"].startswith("2026-01-02T03:04:05")
    assert account["name"] == "Acme" and account["plan"] == "team" and account["seats"] == 7


@pytest.mark.parametrize("compress", [False, True])
def test_segment_analytics_python(served, compress):
    from segment.analytics.client import Client

    errors, before, tag = [], served.messages(), f"segment-{compress}".lower()
    client = Client(served.write_key, host=served.address, gzip=compress, on_error=lambda error, items: errors.append(error))
    say_everything(client, tag)
    client.flush()
    client.join()
    assert errors == []
    expect_everything(served, tag, before)


def test_segment_analytics_python_without_a_thread(served):
    from segment.analytics.client import Client

    client = Client(served.write_key, host=served.address + "/", sync_mode=True)
    ok, message = client.track(anonymous_id="browser-7", event="Seen")
    assert ok and message["messageId"]
    served.wait_for(lambda: served.record("users", "anonymous:browser-7"))
    assert served.record("users", "anonymous:browser-7")["type"] == "visitor"


def test_segment_analytics_python_is_told_of_a_wrong_key(served):
    from segment.analytics.request import APIError, post

    with pytest.raises(APIError) as refusal:
        post("not-a-key-of-ours", host=served.address, batch=[{"type": "track", "userId": "u", "event": "E"}])
    assert refusal.value.status == 401 and "write key" in refusal.value.message


def test_analytics_python(served):
    from analytics.client import Client

    errors, before = [], served.messages()
    client = Client(served.write_key, host=served.address, on_error=lambda error, items: errors.append(error))
    say_everything(client, "old")
    client.flush()
    client.join()
    assert errors == []
    expect_everything(served, "old", before)


@pytest.mark.parametrize("module", ["segment.analytics", "rudderstack.analytics"])
def test_what_cannot_be_read_takes_nothing_else_along(served, module):
    """Python writes NaN, and clears by None; properties may nest as deep as they like."""
    client = importlib.import_module(module + ".client").Client(served.write_key, host=served.address)
    before, tag = served.messages(), "nan-" + module.split(".")[0]
    client.identify(f"{tag}-1", {"email": "x@acme.example", "title": "CTO", "is_beta": True})
    client.group(f"{tag}-1", f"{tag}-account", {"name": "Acme", "seats": 7})
    client.track(f"{tag}-1", "Report Exported", {"seconds": float("nan")})
    deep = {}
    for _ in range(200):
        deep = {"in": deep}
    client.track(f"{tag}-1", "Report Exported", deep)
    client.identify(f"{tag}-1", {"email": "y@acme.example", "title": None, "is_beta": "perhaps"})
    client.group(f"{tag}-1", f"{tag}-account", {"name": "Acme Ltd", "seats": float("inf")})
    client.flush()
    client.join()
    served.wait_for(lambda: served.messages().get("taken", 0) >= before.get("taken", 0) + 6)
    user, account = served.record("users", f"{tag}-1"), served.record("accounts", f"{tag}-account")
    assert (user["email"], user["title"], user["is_beta"]) == ("y@acme.example", None, True)
    assert (account["name"], account["seats"]) == ("Acme Ltd", 7)
    metrics = requests.get(served.address + "/metrics").text
    assert 'crosswalk_ingest_values_left_out_total{of="user",column="is_beta"}' in metrics


@pytest.mark.parametrize("module", ["rudderstack.analytics", "hightouch.htevents", "customerio.analytics"])
def test_the_sdks_of_others_that_speak_the_same(served, module):
    Client = importlib.import_module(module + ".client").Client
    errors, before, tag = [], served.messages(), module.split(".")[0]
    client = Client(served.write_key, host=served.address, on_error=lambda error, items: errors.append(error))
    say_everything(client, tag)
    client.flush()
    client.join()
    assert errors == []
    expect_everything(served, tag, before)


def test_a_message_that_is_not_utf_8_costs_no_other(served):
    """As programs send it that were told their data is Latin-1."""
    batch = [{"type": "identify", "userId": f"latin-{n}", "messageId": f"latin-{n}", "traits": {"email": "l@acme.example"}} for n in range(3)]
    batch[0]["traits"]["title"] = batch[1]["userId"] = "Caf\u00e9"
    body = json.dumps({"batch": batch}, ensure_ascii=False).encode("latin-1")
    answer = post(served, "/v1/batch", body, key=served.write_key)
    assert answer.status_code == 200 and answer.json()["taken"] == 2, answer.text
    assert [(r["index"], r["messageId"], r["reason"]) for r in answer.json()["refused"]] == [(1, "latin-1", "userId is not UTF-8")]
    assert [(v["index"], v["column"], v["reason"]) for v in answer.json()["left_out"]] == [(0, "title", "title is not UTF-8")]
    assert served.record("users", "latin-0")["email"] == "l@acme.example" and served.record("users", "latin-2")


def test_a_key_in_the_body_beside_a_token_in_the_header(served):
    """As the SDKs send it that log in to Segment by OAuth."""
    body = {"batch": [{"type": "identify", "userId": "oauth"}], "writeKey": served.write_key}
    assert post(served, "/v1/batch", body, {"Authorization": "Bearer eyJhbGciOi.J9.x"}).status_code == 200
    assert served.record("users", "oauth")
    assert post(served, "/v1/batch", {**body, "writeKey": "x"}, {"Authorization": "Bearer y"}).status_code == 401


CALLS = {
    "identify": {"traits": {"email": "x@acme.example"}}, "group": {"groupId": "g"}, "track": {"event": "E"},
    "page": {"name": "Docs"}, "screen": {"name": "Home"}, "alias": {"previousId": "before"},
}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_by_its_name_and_by_its_letter(served, call):
    key = served.write_key
    full = post(served, f"/v1/{call}", {"userId": f"named-{call}", **CALLS[call]}, key=key)
    # analytics.js: plain text, so that no question comes first; the key in the body.
    short = post(
        served, f"/v1/{call[0]}", {"userId": f"short-{call}", "type": call, "writeKey": key, **CALLS[call]},
        {"Content-Type": "text/plain", "Origin": "https://shop.example.com"})
    for answer in (full, short):
        assert answer.status_code == 200 and answer.json() == {"success": True}, answer.text
    assert short.headers["Access-Control-Allow-Origin"] == "*"
    if call != "alias":
        assert served.record("users", f"named-{call}") and served.record("users", f"short-{call}")


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/import", "/v1/b"])
@pytest.mark.parametrize("compress", [False, True])
def test_batches_with_a_header_and_with_the_key_in_the_body(served, path, compress):
    tag = f"{path[4:]}-{compress}"
    batch = [{"type": "identify", "userId": f"{tag}-{n}", "traits": {"email": f"{n}@acme.example"}, "messageId": f"{tag}-{n}"} for n in range(50)]
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    by_header = post(served, path, {"batch": batch[:25], "sentAt": now, "context": {"library": {"name": "x"}}}, key=served.write_key, compress=compress)
    by_body = post(served, path, {"batch": batch[25:], "sentAt": now, "writeKey": served.write_key}, compress=compress)
    assert by_header.status_code == by_body.status_code == 200, by_header.text + by_body.text
    assert all(served.record("users", f"{tag}-{n}") for n in range(50))


def test_a_browser_may_ask_first(served):
    answer = requests.options(
        served.address + "/v1/batch",
        headers={"Origin": "https://shop.example.com", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type,anonymousid"})
    assert answer.status_code == 204 and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"authorization", "anonymousid"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    settings = requests.get(f"{served.address}/v1/projects/{served.write_key}/settings").json()
    assert settings["integrations"]["Segment.io"]["apiHost"] == served.address.split("//")[1] + "/v1"


def test_the_same_message_again_counts_once_and_a_late_one_on_its_day(served):
    body = {"batch": [
        {"type": "track", "event": "Report Exported", "userId": "once", "messageId": "once-1", "timestamp": "2026-03-04T05:06:07.890Z"},
    ], "writeKey": served.write_key}
    for _ in range(3):
        assert post(served, "/v1/batch", body).status_code == 200
    assert post(served, "/v1/group", {"userId": "once", "groupId": "once-account"}, key=served.write_key).status_code == 200
    rows = served.run("export", "feature-kpis", "--as-of", "2026-03-05")
    assert "once-account,report_export,1," in rows


def connected(served, head, body=b"", version="1.1"):
    """A connection over which the head of a request to /v1/track was sent, and what there is of its body."""
    host, port = served.address.split("//")[1].split(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    credentials = base64.b64encode(f"{served.write_key}:".encode()).decode()
    lines = [f"POST /v1/track HTTP/{version}", f"Host: {host}", f"Authorization: Basic {credentials}", *head]
    connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    return connection


def test_a_client_that_knows_http_1_0_alone_sees_the_end(served):
    body = b'{"userId":"old","event":"E"}'
    with connected(served, [f"Content-Length: {len(body)}"], body, version="1.0") as connection:
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b" 200 " in answer.split(b"\r\n")[0] and answer.endswith(b'{"success":true}')


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(served):
    body = b'{"userId":"polite","event":"E"}'
    with connected(served, [f"Content-Length: {len(body)}", "Expect: 100-continue"]) as connection:
        assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert b" 200 " in connection.recv(4096).split(b"\r\n")[0]
    with connected(served, ["Content-Length: 9000000", "Expect: 100-continue"]) as connection:
        answer = b""
        while b" 413 " not in answer:
            part = connection.recv(4096)
            assert part, answer
            answer += part


def test_senders_whose_bodies_come_slowly_keep_nobody_waiting(served):
    slow = [connected(served, ["Content-Length: 1000"], b'{"userId":') for _ in range(400)]
    try:
        for number in range(20):
            answer = post(served, "/v1/track", {"userId": f"quick-{number}", "event": "E"}, key=served.write_key)
            assert answer.status_code == 200, answer.text
        slow[0].sendall(b'"late","event":"E"}'.ljust(990))
        assert b" 200 " in slow[0].recv(4096).split(b"\r\n")[0]
    finally:
        for connection in slow:
            connection.close()


def test_what_was_acknowledged_survives_a_kill_and_counts_once(served):
    """Batches in any order, sent again after a kill in the middle; what comes out is counted here a second time."""
    chance = random.Random(20260901)
    end = datetime.datetime(2026, 9, 1, tzinfo=datetime.timezone.utc)
    accounts = {f"k{n}": f"k-account-{n % 5}" for n in range(40)}
    messages = [{"type": "group", "userId": user, "groupId": account} for user, account in accounts.items()]
    for number in range(1500):
        user, time = chance.choice(list(accounts)), end - datetime.timedelta(seconds=chance.randrange(1, 90 * 86400))
        event = chance.choice(["Report Exported", "Other", "NPS Answered"])
        messages.append({
            "type": "track", "userId": user, "event": event, "messageId": f"k-{number}", "timestamp": time.isoformat(),
            "properties": {"score": chance.randrange(11)}, "context": {"groupId": chance.choice([accounts[user], "k-account-0"])},
        })
    chance.shuffle(messages)
    batches = [messages[start:start + 20] for start in range(0, len(messages), 20)]
    for place, batch in enumerate(batches):
        if place in (20, 50):
            served.kill_and_start()
        assert post(served, "/v1/batch", {"batch": batch}, key=served.write_key).json() == {"success": True}
        if place % 3 == 0:
            again = [message for message in batch[::-1] if message["type"] == "track"]
            assert post(served, "/v1/batch", {"batch": again}, key=served.write_key, compress=True).status_code == 200
    served.kill_and_start()
    kpis = rows(served.run("export", "kpis", "--as-of", "2026-09-01"))
    features = rows(served.run("export", "feature-kpis", "--as-of", "2026-09-01"))
    for account in sorted(set(accounts.values())):
        for days in (7, 30, 90):
            first = (end - datetime.timedelta(days=days)).isoformat()
            here = [
                m for m in messages
                if m["type"] == "track" and m["context"]["groupId"] == account and m["timestamp"] >= first
            ]
            users = {m["userId"] for m in here if m["event"] != "NPS Answered"}
            uses = {m["userId"] for m in here if m["event"] == "Report Exported"}
            scores = [m["properties"]["score"] for m in here if m["event"] == "NPS Answered"]
            score = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores) if scores else None
            row = next(row for row in kpis if row["account_id"] == account)
            assert int(row[f"au_{days}d"]) == len(users)
            assert int(row[f"nps_responses_{days}d"]) == len(scores)
            assert row[f"nps_score_{days}d"] == "" if score is None else abs(float(row[f"nps_score_{days}d"]) - score) < 1e-5
            used = [row for row in features if row["account_id"] == account and row["feature"] == "report_export"]
            assert sum(int(row[f"users_{days}d"]) for row in used) == len(uses)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))
