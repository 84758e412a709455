"""Airbyte's Salesforce source at work on the simulator: it checks, discovers, and reads in whole and in part.

    pip install -r Tests/clients/requirements-airbyte.txt
    SIMULATOR="crosswalk simulate salesforce" pytest Tests/clients/check_airbyte.py
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from simulated import ACCOUNTS, CLIENT_ID, CLIENT_SECRET, CONTACTS, REFRESH_TOKEN, SITES, checksummed

STREAMS = {"Account": ACCOUNTS, "Contact": CONTACTS, "Site__c": SITES, "User": 1}


class Source:
    """The connector as its platform runs it: a process for each command, messages on its standard output."""

    def __init__(self, simulator, folder, reads_in_bulk):
        self.simulator, self.folder = simulator, folder
        self.config = self.write("config", {
            "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN, "auth_type": "Client",
            "start_date": "2026-01-01T00:00:00Z", "force_use_bulk_api": reads_in_bulk, "is_sandbox": False,
        })

    def write(self, name, document):
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(document))
        return str(path)

    def run(self, command, *arguments):
        program = (
            f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import redirect; "
            f"redirect.install({self.simulator!r}); from source_salesforce.run import run; run()"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, command, "--config", self.config, *arguments],
            capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return [json.loads(line) for line in done.stdout.splitlines()]

    def catalog(self, mode):
        [message] = [message for message in self.run("discover") if message["type"] == "CATALOG"]
        chosen = [stream for stream in message["catalog"]["streams"] if stream["name"] in STREAMS]
        return self.write("catalog", {"streams": [
            {"stream": stream, "sync_mode": mode, "destination_sync_mode": "append", "cursor_field": ["SystemModstamp"]}
            for stream in chosen]})

    def read(self, mode, state=None):
        """The records by stream and id, and the states to go on from."""
        state = ["--state", self.write("state", state)] if state else []
        records, states = {name: {} for name in STREAMS}, {}
        for message in self.run("read", "--catalog", self.catalog(mode), *state):
            if message["type"] == "RECORD":
                record = message["record"]
                assert record["data"]["Id"] not in records[record["stream"]]
                records[record["stream"]][record["data"]["Id"]] = record["data"]
            elif message["type"] == "STATE":
                states[message["state"]["stream"]["stream_descriptor"]["name"]] = message["state"]
        return records, list(states.values())


@pytest.mark.parametrize("reads_in_bulk", [False, True])
def test_airbyte_replicates(simulator, tmp_path, reads_in_bulk):
    source = Source(simulator, tmp_path, reads_in_bulk)
    [status] = [message for message in source.run("check") if message["type"] == "CONNECTION_STATUS"]
    assert status["connectionStatus"]["status"] == "SUCCEEDED"

    records, _ = source.read("full_refresh")
    assert {name: len(found) for name, found in records.items()} == STREAMS
    site = records["Site__c"][checksummed("a00", 3)]
    assert (site["Opened__c"], site["Seen__c"], site["Active__c"]) == ("2026-02-04", "2026-05-01T10:00:00.000Z", True)
    assert (site["Tags__c"], site["Size__c"], site["Note__c"]) == ("red;blue", 3.75, 'Line one\n"two", ö')

    _, states = source.read("incremental")
    address, headers = session()
    changed, gone = (checksummed("a00", n + 10 * reads_in_bulk) for n in (4, 5))
    requests.patch(f"{address}/{changed}", json={"Size__c": 99}, headers=headers).raise_for_status()
    requests.delete(f"{address}/{gone}", headers=headers).raise_for_status()
    # A record is read a moment after it was stamped.
    time.sleep(1)
    records, _ = source.read("incremental", states)
    sites = records["Site__c"]
    assert sites[changed]["Size__c"] == 99 and sites[gone]["IsDeleted"] and not records["Contact"]


def session():
    token = requests.post(
        "https://login.salesforce.com/services/oauth2/token",
        {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}).json()
    address = f"{token['instance_url']}/services/data/v62.0/sobjects/Site__c"
    return address, {"Authorization": f"Bearer {token['access_token']}"}
