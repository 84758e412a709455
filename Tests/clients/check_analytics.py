"""Analytics SDKs as they are published, pointed at the ingest: they must not notice that it is not theirs.

    pip install -r Tests/clients/requirements.txt
    CROSSWALK=.build/release/crosswalk pytest Tests/clients/check_analytics.py
"""

import base64
import datetime
import gzip
import json
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


def test_rudder_analytics(served):
    from rudder_analytics.client import Client

    errors, before = [], served.messages()
    client = Client(served.write_key, host=served.address, on_error=lambda error, items: errors.append(error))
    say_everything(client, "rudder")
    client.flush()
    client.join()
    assert errors == []
    expect_everything(served, "rudder", before)


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
