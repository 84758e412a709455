"""What the cases share: processes measured from outside, a simulator, workspaces copied from snapshots."""
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
AS_OF = "2026-05-13"
CLIENT = {"id": "bench", "secret": "bench-secret"}


class Failed(Exception):
    """A measured command that did not end well, with what it said."""


class Measured:
    """How long a process took, on the clock and of all cores, the most memory it held, and what it printed."""

    def __init__(self, seconds, peak_bytes, output, cpu_seconds=None):
        self.seconds, self.peak_bytes, self.output, self.cpu_seconds = seconds, peak_bytes, output, cpu_seconds


def measure(command, accept=(0,)):
    command = [str(part) for part in command]
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/out", "wb") as out, open(f"{folder}/err", "wb") as err:
            launcher = [sys.executable, "-S", "-E", f"{HERE}/launch.py", f"{folder}/result"]
            subprocess.run(launcher + command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        output, complaint = text(f"{folder}/out"), text(f"{folder}/err")
        if not os.path.exists(f"{folder}/result"):
            raise Failed(f"{command[0]} could not be started:\n{complaint[-2000:]}")
        code, seconds, peak, cores = text(f"{folder}/result").split()
        if int(code) not in accept:
            raise Failed(f"{' '.join(command)} ended with {code}:\n{(output + complaint)[-2000:]}")
        return Measured(float(seconds), int(peak), output, float(cores))


def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def peer(name, **arguments):
    """Runs peers/NAME.py in a process of its own; it prints what it measured as its last line, in JSON."""
    command = [sys.executable, f"{HERE}/peers/{name}.py"]
    for key, value in arguments.items():
        command += [f"--{key.replace('_', '-')}", value]
    result = measure(command)
    answer = json.loads(result.output.strip().splitlines()[-1])
    return Measured(answer["seconds"], result.peak_bytes, answer, answer.get("cpu_seconds"))


class Bench:
    """The programs, the data, and a folder for everything that is made on the way."""

    def __init__(self, programs, data, scratch, repeat):
        self.program, self.inside = f"{programs}/crosswalk", f"{programs}/bench"
        self.data, self.scratch, self.repeat = data, scratch, repeat
        os.makedirs(scratch, exist_ok=True)

    def path(self, name):
        return os.path.join(self.scratch, name)

    def crosswalk(self, workspace, *arguments, accept=(0,)):
        return measure([self.program, *arguments, "--workspace", workspace], accept)

    def inside_process(self, case, **arguments):
        """A case of the program `bench`, which measures inside its own process."""
        command = [self.inside, case]
        for key, value in arguments.items():
            command += [f"--{key.replace('_', '-')}", value]
        result = measure(command)
        answer = json.loads(result.output.strip().splitlines()[-1])
        return Measured(answer["seconds"], result.peak_bytes, answer, answer.get("cpu_seconds"))

    def copy(self, snapshot, name):
        """A fresh copy of a prepared workspace, written back to disk before anything is measured on it."""
        target = self.path(name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(snapshot, target)
        os.sync()
        return target

    def snapshot(self, name, make):
        """The workspace `name`, made by `make(folder)` the first time it is asked for."""
        target = self.path(f"snapshot-{name}")
        if not os.path.exists(target + ".done"):
            shutil.rmtree(target, ignore_errors=True)
            make(target)
            open(target + ".done", "w").close()
        return target

    @contextlib.contextmanager
    def simulator(self, *flags):
        """A Salesforce that serves the data folder; gives its address."""
        log = open(self.path("simulator.log"), "w", encoding="utf-8")
        process = subprocess.Popen(
            [self.program, "simulate", "salesforce", "--port", "0", "--data", f"{self.data}/salesforce",
             "--client-id", CLIENT["id"], "--client-secret", CLIENT["secret"], "--quota", "100000000", *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            if not found:
                raise Failed(f"the simulator did not start: {line}")
            yield found.group(0).rstrip(".")
        finally:
            process.terminate()
            process.wait()
            log.close()

    def connect(self, workspace, address):
        """Points a workspace at a simulator."""
        path = self.path("connected.yaml")
        with open(f"{HERE}/crosswalk.yaml", encoding="utf-8") as file:
            text = file.read().replace("http://127.0.0.1:8080 ", address + " ")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.crosswalk(workspace, "config", "apply", path)
        self.crosswalk(
            workspace, "connect", "salesforce", "--login-url", address, "--client-id", CLIENT["id"],
            "--client-secret", CLIENT["secret"])

    # The snapshots, each on top of the one before.

    def with_records(self):
        def make(folder):
            self.crosswalk(folder, "init")
            self.crosswalk(folder, "config", "apply", f"{HERE}/crosswalk.yaml")
            self.crosswalk(folder, "import", "accounts", f"{self.data}/product/accounts.csv")
            self.crosswalk(folder, "import", "users", f"{self.data}/product/users.csv")
        return self.snapshot("records", make)

    def with_mirror(self):
        def make(folder):
            shutil.copytree(self.with_records(), folder)
            with self.simulator() as address:
                self.connect(folder, address)
                self.crosswalk(folder, "sync", "fetch")
        return self.snapshot("mirror", make)

    def with_facts(self):
        def make(folder):
            shutil.copytree(self.with_mirror(), folder)
            self.crosswalk(folder, "import", "events", f"{self.data}/product/events.csv")
            self.crosswalk(folder, "import", "nps", f"{self.data}/product/nps.csv")
        return self.snapshot("facts", make)

    def measured(self):
        def make(folder):
            shutil.copytree(self.with_facts(), folder)
            self.crosswalk(folder, "sync", "match", "map", "measure", "--as-of", AS_OF)
        return self.snapshot("measured", make)


def interleaved(repeat, ours, theirs):
    """Ours and theirs in turn, so that both see the same machine; two lists of what was measured."""
    pairs = [(ours(number), theirs(number)) for number in range(repeat)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
