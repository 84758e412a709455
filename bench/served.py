"""A server of ours or of a peer, started for a case: its address, its memory, its processor seconds."""
import contextlib
import os
import re
import subprocess
import urllib.parse
import urllib.request

import harness


class Server:
    def __init__(self, process, address):
        self.process, self.address = process, address

    def peak_bytes(self):
        status = harness.text(f"/proc/{self.process.pid}/status")
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) * 1024

    def cpu_seconds(self):
        fields = harness.text(f"/proc/{self.process.pid}/stat").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def started(command, log):
    """Runs a server whose first line of output ends with its address."""
    with open(log, "w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            found = re.search(r"http://\S+", process.stdout.readline())
            if not found:
                raise harness.Failed(f"{command[0]} did not start:\n{harness.text(log)[-2000:]}")
            server = Server(process, found.group(0))
            server.lines = process.stdout
            yield server
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def crosswalk(bench, workspace):
    """`crosswalk serve` with a first admin; its `cookie` and its keys by scope."""
    command = [bench.program, "serve", "--workspace", workspace, "--port", "0", "--no-schedule", "--log-level", "warning"]
    with started(command, bench.path("serve.log")) as server:
        token = re.search(r"token=(\S+)", server.lines.readline()).group(1)
        set_up(server, token)
        yield server


def set_up(server, token):
    form = {"token": token, "name": "Bench", "email": "bench@example.com", "password": "correct horse battery"}
    opener = urllib.request.build_opener(StayHere)
    answer = opener.open(server.address + "/setup", urllib.parse.urlencode(form).encode())
    server.cookie = answer.headers["Set-Cookie"].split(";")[0]
    mine = urllib.request.Request(server.address + "/api/v1/me", headers={"Cookie": server.cookie})
    csrf = re.search(r'"csrf_token":"([^"]+)"', urllib.request.urlopen(mine).read().decode()).group(1)
    server.keys = {}
    for scope in ("read", "ingest"):
        wanted = urllib.request.Request(
            server.address + "/api/v1/keys", f'{{"name":"{scope}","scope":"{scope}"}}'.encode(),
            {"Cookie": server.cookie, "X-CSRF-Token": csrf})
        server.keys[scope] = re.search(r'"key":"([^"]+)"', urllib.request.urlopen(wanted).read().decode()).group(1)


class StayHere(urllib.request.HTTPErrorProcessor):
    """The answer to a form is looked at, not followed."""

    def http_response(self, request, response):
        return response
