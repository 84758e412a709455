"""A workspace that `crosswalk serve` serves, for checks from outside: its address, its keys, and what it stored.

CROSSWALK is the program (default `crosswalk`).
"""

import json
import os
import re
import shlex
import subprocess
import tempfile
import time
import urllib.parse

import requests

PROGRAM = shlex.split(os.environ.get("CROSSWALK", "crosswalk"))


class Served:
    def __init__(self, configuration="", options=("--no-schedule",), verify=True):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="crosswalk-served-")
        self.workspace = self.folder + "/workspace"
        self.run("init")
        with open(self.workspace + "/crosswalk.yaml", "w", encoding="utf-8") as file:
            file.write("workspace:\n  name: Served\n" + configuration)
        self.log = open(self.folder + "/log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [*PROGRAM, "serve", "--workspace", self.workspace, "--port", "0", *options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.address = re.search(r"https?://\S+", self.process.stdout.readline()).group()
        self.setup_token = re.search(r"token=(\S+)", self.process.stdout.readline()).group(1)
        self.session = requests.Session()
        # Or the environment's bundle of certificates would win.
        self.session.trust_env, self.session.verify = False, verify
        self.csrf = self._set_up()
        self.write_key, self.admin_key = self.key("ingest"), self.key("admin")

    def run(self, *arguments):
        done = subprocess.run(
            [*PROGRAM, *arguments, "--workspace", self.workspace], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _set_up(self):
        form = {"token": self.setup_token, "name": "Ada", "email": "ada@example.com", "password": "correct horse battery"}
        self.session.post(self.address + "/setup", data=form).raise_for_status()
        return self.session.get(self.address + "/api/v1/me").json()["csrf_token"]

    @property
    def cookie_is_secure(self):
        return all(cookie.secure for cookie in self.session.cookies) and len(self.session.cookies) > 0

    def key(self, scope):
        answer = self.session.post(
            self.address + "/api/v1/keys", json={"name": f"{scope} key", "scope": scope}, headers={"X-CSRF-Token": self.csrf})
        assert answer.status_code == 201, answer.text
        return answer.json()["key"]

    def record(self, entity, id):
        """A record's fields; nothing where there is none."""
        answer = requests.get(
            f"{self.address}/api/v1/records/{entity}/{urllib.parse.quote(id, safe='')}",
            headers={"Authorization": "Bearer " + self.admin_key})
        return answer.json()["fields"] if answer.status_code == 200 else None

    def messages(self):
        """How many messages were taken and refused since the start."""
        text = requests.get(self.address + "/metrics").text
        found = re.findall(r'crosswalk_ingest_messages_total\{outcome="(\w+)"\} (\d+)', text)
        return {outcome: int(count) for outcome, count in found}

    def wait_for(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"it did not happen; messages: {json.dumps(self.messages())}"
            time.sleep(0.05)

    def kill_and_start(self):
        """Ends the server as the system does when it has to, and starts it anew at the same address."""
        self.process.kill()
        self.process.wait(60)
        self.process = subprocess.Popen(
            [*PROGRAM, "serve", "--workspace", self.workspace, "--port", self.address.rsplit(":", 1)[1], *self.options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        assert self.process.stdout.readline()

    def stop(self):
        self.process.terminate()
        status = self.process.wait(60)
        self.log.close()
        assert status == 0, open(self.folder + "/log", encoding="utf-8").read()[-2000:]
