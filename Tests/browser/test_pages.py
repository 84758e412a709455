"""What holds of every page: whole, readable by everybody, in both colours, on a phone, and without JavaScript."""

import pathlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE, Demo, watched
from playwright.sync_api import Browser, Page

PAGES = {
    "integrations": "/",
    "matching": "/matching",
    "matching-users": "/matching?entity=users",
    "mapping": "/mapping",
    "mapping-users": "/mapping?entity=users",
    "accounts": "/accounts?show=plan&show=industry&column=link&is=equals&value=linked",
    "audience": "/audience",
    "account": "/accounts/ACC0000064",
    "account-unlinked": "/accounts/ACC-EDGE",
    "user": "/audience/USR00000034",
    "receipt": "/accounts/ACC0000064/kpis/au_30d",
    "community": "/community",
    "members": "/community/members?account=linked",
    "member": "/community/members/community/1",
    "community-log": "/community/log",
    "steward": "/steward",
    "steward-several": "/steward/several",
    "steward-domains": "/steward/domains",
    "reports": "/reports",
    "report-active-members": "/reports/active-members",
    "report-ideas": "/reports/ideas",
    "report-match-rate": "/reports/match-rate",
    "report-executive": "/reports/executive",
    "runs": "/runs",
    "run": "/runs/1",
    "push-preview": "/runs/preview",
    "ambiguities": "/runs/ambiguous?entity=users",
    "collisions": "/runs/collisions?entity=users",
    "drift": "/runs/drift",
    "timeline": "/timeline",
    "settings": "/settings",
    "configuration": "/settings/configuration",
    "history": "/settings/history",
    "people": "/settings/people",
    "password": "/settings/password",
    "keys": "/settings/keys",
    "audit": "/settings/audit",
    "backup": "/settings/backup",
}


def findings(page) -> list[str]:
    """What axe-core finds that would keep somebody out: its serious and critical findings."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']} ({found['impact']}): {found['nodes'][0]['html'][:160]}"
        for found in violations
        if found["impact"] in ("serious", "critical")
    ]


LOOKS = [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_open_to_everybody(page: Page, request, name):
    assert page.goto(PAGES[name]).status == 200
    assert page.get_by_role("heading", level=1).count() == 1
    folder = request.config.getoption("--looks")
    for size, colours in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        assert not findings(page), f"{size['width']} {colours}"
        # Nothing but tables and code in their own boxes may be wider than the window.
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if folder:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}-{size['width']}-{colours}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_the_same_without_javascript(page: Page, plain_page: Page, name):
    said = []
    for visited in (page, plain_page):
        visited.goto(PAGES[name])
        said.append(visited.locator("main").evaluate(WORDS))
    assert said[0] == said[1]


# The words of a page, without those that may differ a moment later.
WORDS = """main => {
    const copy = main.cloneNode(true);
    for (const part of copy.querySelectorAll("time, .soft, small, dd, meter, input, svg")) part.remove();
    return copy.textContent.replace(/\\s+/g, " ");
}"""


@pytest.mark.parametrize("path", ["/login", "/setup", "/nowhere", "/accounts/nobody"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_outside_are_open_to_everybody_too(demo: Demo, browser: Browser, path, colours):
    context = browser.new_context(base_url=demo.address, viewport=PHONE, color_scheme=colours)
    page, _ = watched(context)
    page.goto(path)
    assert page.get_by_role("heading", level=1).count() == 1
    assert not findings(page)
    context.close()
