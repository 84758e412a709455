"""The demo, served once for all tests, and a browser to look at it with."""

import dataclasses
import os
import pathlib
import queue
import re
import shutil
import subprocess
import threading

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

PROJECT = pathlib.Path(__file__).parents[2]
PROGRAM = os.environ.get("CROSSWALK_PROGRAM", str(PROJECT / ".build/release/crosswalk"))
PASSWORD = "correct horse battery"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=15_000)


def pytest_addoption(parser):
    parser.addoption("--pictures", help="the folder to write the documentation's pictures to")
    parser.addoption("--looks", help="the folder to write every page to, in all sizes and colours, for a person's eye")


@dataclasses.dataclass
class Demo:
    """A running demo: where its pages are, and how its first admin gets in."""

    address: str
    setup: str
    workspace: pathlib.Path

    def run(self, *arguments: str) -> str:
        """What the command line says about the same workspace."""
        command = [PROGRAM, *arguments, "--workspace", str(self.workspace)]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    workspace = tmp_path_factory.mktemp("demo") / "workspace"
    process = subprocess.Popen(
        [PROGRAM, "demo", "--port", "0", "--workspace", str(workspace)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    lines: queue.Queue[str | None] = queue.Queue()

    def read():
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    # What the server logs must not fill the pipe.
    log: list[str] = []
    threading.Thread(target=lambda: log.extend(process.stderr), daemon=True).start()
    try:
        said = []
        while True:
            line = lines.get(timeout=180)
            if line is None:
                pytest.fail("The demo ended early:\n" + "".join(said + log))
            said.append(line)
            if found := re.search(r"(http://\S+)/setup\?token=\S+", line):
                yield Demo(address=found[1], setup=found[0], workspace=workspace)
                break
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser():
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        # The sandbox needs rights that containers do not have; only our own pages are opened.
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def admin(demo: Demo, browser: Browser):
    """The cookies of the first admin, who was made with the printed token."""
    context = browser.new_context(base_url=demo.address)
    page = context.new_page()
    page.goto(demo.setup)
    page.get_by_label("Your name").fill("Ada Admin")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Integrations", level=1)).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what goes wrong on it as it goes wrong."""
    page = context.new_page()
    wrong: list[str] = []

    def note(message):
        # The consent page is the simulator's.
        if message.type == "error" and "/services/oauth2/" not in page.url:
            wrong.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    return page, wrong


@pytest.fixture
def page(demo: Demo, browser: Browser, admin):
    # Without motion, a change of colours is over at once.
    context = browser.new_context(
        base_url=demo.address, storage_state=admin, viewport=DESKTOP, reduced_motion="reduce"
    )
    page, wrong = watched(context)
    yield page
    context.close()
    assert not wrong, "the browser's console names errors"


@pytest.fixture
def plain_page(demo: Demo, browser: Browser, admin):
    """A page in a browser whose JavaScript is switched off."""
    context = browser.new_context(
        base_url=demo.address, storage_state=admin, viewport=DESKTOP, java_script_enabled=False
    )
    page, wrong = watched(context)
    yield page
    context.close()
    assert not wrong, "the browser's console names errors"


@pytest.fixture(scope="session")
def picture(request):
    """Keeps a picture for the documentation, where `--pictures` asks for them."""
    folder = request.config.getoption("--pictures")

    def keep(page: Page, name: str, clip: dict | None = None):
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}.png", clip=clip, animations="disabled")

    return keep
