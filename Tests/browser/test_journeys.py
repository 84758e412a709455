"""What an admin does with the pages, from the first set-up to the question why one account is still not linked.

The journeys follow one another on one demo workspace, in the order of this file.
"""

import csv
import io
import re

from conftest import DESKTOP, PASSWORD, PHONE, Demo, watched
from playwright.sync_api import Browser, Page, expect


def heading(page: Page, name: str):
    return page.get_by_role("heading", name=name, level=1)


def notice(page: Page):
    return page.locator("main > .notice[role=status]")


def tile(page: Page, words: str) -> int:
    """The number above some words in a ribbon."""
    return number(page.locator(".ribbon li", has_text=words).locator("b").inner_text())


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def linked(page: Page, entity: str) -> int:
    """How many accounts or users the coverage says are linked."""
    part = page.get_by_role("heading", name=re.compile(f"^{entity}: .* linked$")).last
    return number(part.locator("xpath=following-sibling::ul[1]/li[1]/b").inner_text())


def synchronize(page: Page):
    """Presses Synchronize and waits until the page says how the run ended."""
    page.goto("/")
    before = page.get_by_role("link", name=re.compile(r"^Run \d+$")).inner_text()
    page.get_by_role("button", name="Synchronize").click()
    run = page.get_by_role("link", name=re.compile(r"^Run \d+$"))
    expect(run).not_to_have_text(before, timeout=60_000)
    expect(page.get_by_role("button", name="Synchronize")).to_be_enabled(timeout=60_000)


def test_only_the_printed_token_makes_the_first_admin(demo: Demo, browser: Browser):
    context = browser.new_context(base_url=demo.address, viewport=DESKTOP)
    page, _ = watched(context)
    page.goto("/accounts")
    expect(heading(page, "Set up this workspace")).to_be_visible()
    page.get_by_label("Set-up token").fill("guessed")
    page.get_by_label("Your name").fill("Eve")
    page.get_by_label("E-mail").fill("eve@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(notice(page)).to_contain_text("That is not the set-up token")
    context.close()


def test_signing_in_leads_back_to_the_page_that_was_asked_for(demo: Demo, browser: Browser, admin):
    context = browser.new_context(base_url=demo.address, viewport=DESKTOP)
    page, wrong = watched(context)
    page.goto("/matching?entity=users")
    expect(heading(page, "Log in")).to_be_visible()
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(heading(page, "Matching Logic")).to_be_visible()
    expect(page.get_by_role("link", name="Users", exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Log out").click()
    expect(heading(page, "Log in")).to_be_visible()
    assert not wrong
    context.close()


def test_authorizing_goes_by_the_consent_page_and_comes_back(page: Page):
    page.goto("/")
    page.get_by_role("button", name="Authorize").click()
    expect(heading(page, "Allow access?")).to_be_visible()
    page.get_by_role("button", name="Deny").click()
    expect(notice(page)).to_contain_text("It was declined on Salesforce's page")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("button", name="Allow").click()
    expect(notice(page)).to_have_text("Salesforce is connected.")
    expect(page.get_by_role("region", name="Salesforce").get_by_text("Up", exact=True)).to_be_visible()


def test_a_field_is_mapped_previewed_and_put_in_force(page: Page):
    page.goto("/mapping")
    row = page.get_by_role("region", name="Fields pulled from Salesforce").locator("tbody tr").nth(3)
    ours = row.get_by_label("To attribute")
    theirs = row.get_by_label("From field")
    ours.select_option("renewal")
    # A text cannot feed a date: only fields of one type are left to choose.
    assert theirs.locator("option[value=Industry]").is_disabled()
    assert theirs.locator("option[value^=PX_]").count() == 0
    ours.select_option("plan")
    theirs.select_option("Industry")
    page.get_by_role("button", name="Preview").click()
    result = page.get_by_role("region", name="What the next run would do", exact=True)
    expect(result.get_by_role("table").first).to_contain_text("plan")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(notice(page)).to_contain_text("In force from the next run on")
    row = page.get_by_role("region", name="Fields pulled from Salesforce").locator("tbody tr").nth(3)
    expect(row.get_by_label("To attribute")).to_have_value("plan")
    # And back, for the plan is ours to say.
    row.get_by_label("Remove pull row 4").check()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(notice(page)).to_contain_text("In force")


def test_a_rule_is_changed_tried_applied_and_synchronized(page: Page, picture):
    page.goto("/matching")
    before = linked(page, "Accounts")
    page.get_by_role("checkbox", name="Name", exact=True).uncheck()
    page.get_by_role("button", name="What if?").click()
    lost = tile(page, "no longer linked")
    assert lost > 0 and tile(page, "newly linked") == 0
    whatif = page.get_by_role("region", name="What these rules would do")
    expect(whatif.get_by_role("table")).to_contain_text("no longer linked")
    picture(page, "what-if")

    # Nothing has happened yet.
    page.goto("/matching")
    assert linked(page, "Accounts") == before
    expect(page.get_by_role("checkbox", name="Name", exact=True)).to_be_checked()

    page.get_by_role("checkbox", name="Name", exact=True).uncheck()
    page.get_by_role("button", name="What if?").click()
    page.get_by_role("button", name="Apply these rules").click()
    expect(notice(page)).to_contain_text("In force from the next match on")
    synchronize(page)
    assert linked(page, "Accounts") == before - lost


def test_why_one_account_is_not_linked_is_answered_and_mended_by_hand(page: Page, demo: Demo, picture):
    page.goto("/accounts")
    page.goto("/accounts")
    page.get_by_role("link", name="Not linked", exact=True).click()
    page.get_by_role("link", name="ACC0000007").click()
    why = page.get_by_role("region", name="Why is it linked, or not?")
    expect(why).to_contain_text("Not linked: no rule found anybody.")
    expect(why.get_by_role("listitem").first).to_contain_text("ours is empty or cannot be compared")
    picture(page, "account")
    # The page and the command line say the same.
    assert "no rule found anybody" in demo.run("explain", "account", "ACC0000007")

    whom = "0015g00000026ClAAI"
    page.get_by_text("Decide by hand").click()
    page.get_by_label("Salesforce ID").fill(whom)
    page.get_by_label("Why, for whoever asks later").fill("The same academy.")
    page.get_by_role("button", name="It is this one").click()
    expect(notice(page)).to_contain_text("Remembered")
    expect(why).to_contain_text(f"Linked to {whom}")
    synchronize(page)
    page.goto("/accounts/ACC0000007")
    expect(why).to_contain_text(f"Linked to {whom} by hand")
    expect(page.get_by_text("In Salesforce", exact=True)).to_be_visible()


def test_a_kpi_shows_how_it_came_about(page: Page):
    page.goto("/accounts/ACC0000064")
    value = page.get_by_role("region", name="Active users", exact=True).locator("tr", has_text="30 days").get_by_role("link")
    shown = value.first.inner_text()
    value.first.click()
    expect(heading(page, f"au_30d: {shown}")).to_be_visible()
    counted = page.get_by_role("region", name="Users who count").first
    assert counted.locator("tbody tr").count() == number(shown)


def test_a_push_is_previewed_carried_out_and_undone(page: Page):
    # The account that was linked by hand has lost nothing; a mapping to another field makes something to write.
    page.goto("/mapping")
    row = page.get_by_role("region", name="Values pushed to Salesforce").locator("tbody tr").nth(6)
    expect(row.get_by_label("KPI or attribute")).to_have_value("attribute:plan")
    row.get_by_label("KPI or attribute").select_option("attribute:csm")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(notice(page)).to_contain_text("In force")

    page.goto("/runs/preview")
    planned = tile(page, "values would be written")
    assert planned > 100
    expect(page.get_by_role("table")).to_contain_text("PX_Plan__c")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Push now").click()
    expect(page.get_by_role("button", name="Synchronize")).to_be_enabled(timeout=60_000)
    page.goto("/runs/preview")
    assert tile(page, "values would be written") == 0

    page.goto("/runs")
    page.locator("tbody tr").first.get_by_role("link").click()
    expect(page.get_by_role("region", name="Stages")).to_contain_text(re.compile(r"written\s*\S*\d"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("^Undo run")).click()
    expect(heading(page, "Runs")).to_be_visible()
    expect(page.locator("[data-progress]")).to_be_hidden(timeout=60_000)
    page.goto("/runs/drift")
    expect(page.get_by_role("region", name="Held back from pushes")).to_contain_text("PX_Plan__c")
    page.goto("/runs/preview")
    assert tile(page, "values would be written") == 0


def test_a_download_holds_what_the_page_shows(page: Page):
    page.goto("/accounts?search=ACC00000&show=plan")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:2] == ["id", "name"] and "plan" in rows[0]
    assert len(rows) == 100
    assert not any(cell[:1] in "=+@" for row in rows for cell in row if cell)


def test_an_open_domain_is_triaged_with_its_suggestion(page: Page):
    # The demo has accepted what was clear; one of these is opened again.
    page.goto("/steward/domains")
    row = page.get_by_role("region", name="Assigned domains").locator("tbody tr").first
    domain = row.get_by_role("rowheader").inner_text()
    account = row.locator("td.mono").inner_text()
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name=f"Take back {domain}").click()
    expect(notice(page)).to_contain_text(f"{domain} is no longer assigned")

    page.goto("/steward")
    open_domains = tile(page, "open domains")
    page.get_by_role("button", name="Associate now").click()
    expect(page.locator(".ribbon li", has_text="open domains").locator("b")).to_have_text(
        str(open_domains + 1), timeout=30_000
    )
    page.goto("/steward?show=100")
    item = page.locator("li.card", has=page.get_by_role("heading", name=domain, exact=True))
    choice = item.get_by_role("radio").first
    expect(choice).to_have_value(account)
    expect(item).to_contain_text("because")
    choice.check()
    item.get_by_role("button", name="Who would be linked?").click()
    expect(heading(page, f"What assigning {domain} would do")).to_be_visible()
    assert tile(page, "members newly linked") > 0
    expect(page.get_by_role("region", name="Members who would be linked")).to_contain_text(domain)
    page.get_by_role("button", name="Assign").click()
    expect(notice(page)).to_contain_text(f"{domain} belongs to")
    page.get_by_role("button", name="Associate now").click()
    expect(page.locator(".ribbon li", has_text="open domains").locator("b")).to_have_text(
        str(open_domains), timeout=30_000
    )
    # And the member's page says by which way.
    page.goto(f"/community/members?domain={domain}")
    page.get_by_role("region", name="Members").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Which account, and why?")).to_contain_text("by Assigned domain")


def test_a_report_is_drawn_listed_defined_and_downloaded(page: Page, picture):
    page.goto("/reports")
    page.get_by_role("link", name="Active members by account").click()
    expect(page.get_by_role("img", name="Active members by account")).to_be_visible()
    expect(page.get_by_text("Active: a member who wrote, voted, liked")).to_be_visible()
    shown = page.get_by_role("region", name="Active members by account").locator("tbody tr").count()
    picture(page, "report")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8"))))
    assert rows[0][:3] == ["account_id", "account", "members"]
    assert len(rows) == shown + 1 > 10


def test_a_viewer_sees_and_changes_nothing(page: Page, demo: Demo, browser: Browser):
    page.goto("/settings/people")
    page.get_by_label("Name", exact=True).fill("Vera")
    page.get_by_label("E-mail").fill("vera@example.com")
    page.get_by_label("First password").fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    expect(notice(page)).to_have_text("Done.")

    context = browser.new_context(base_url=demo.address, viewport=PHONE, java_script_enabled=False)
    vera, _ = watched(context)
    vera.goto("/login")
    vera.get_by_label("E-mail").fill("vera@example.com")
    vera.get_by_label("Password").fill(PASSWORD)
    vera.get_by_role("button", name="Log in").click()
    expect(heading(vera, "Integrations")).to_be_visible()
    expect(vera.get_by_role("button", name="Synchronize")).to_have_count(0)
    vera.goto("/matching")
    expect(vera.get_by_role("button", name="Apply", exact=True)).to_be_disabled()
    vera.goto("/steward")
    expect(heading(vera, "Data Steward")).to_be_visible()
    expect(vera.get_by_role("button", name="Assign")).to_have_count(0)
    vera.goto("/settings/people")
    expect(heading(vera, "Forbidden")).to_be_visible()
    context.close()


def test_everything_is_possible_without_javascript(plain_page: Page):
    page = plain_page
    page.goto("/matching")
    page.get_by_role("checkbox", name="Name", exact=True).check()
    page.get_by_role("button", name="What if?").click()
    assert tile(page, "newly linked") > 0
    page.get_by_role("button", name="Apply these rules").click()
    expect(notice(page)).to_contain_text("In force from the next match on")
    page.goto("/")
    page.get_by_role("button", name="Synchronize").click()
    expect(notice(page)).to_have_text("Synchronizing has begun.")
    for _ in range(100):
        page.goto("/")
        if page.get_by_role("button", name="Synchronize").is_enabled():
            break
        page.wait_for_timeout(200)
    page.goto("/accounts/ACC0000010")
    expect(page.get_by_role("region", name="Why is it linked, or not?")).to_contain_text("by Name")


def test_a_suggestion_is_ruled_out_for_good_and_reconsidered(page: Page):
    page.goto("/steward?show=100")
    item = page.locator("li.card", has_text="because").first
    domain = item.get_by_role("heading").inner_text()
    choice = item.get_by_role("radio").first
    account = choice.get_attribute("value")
    choice.check()
    item.get_by_role("button", name="Never this account").click()
    expect(notice(page)).to_contain_text(f"{account} is not suggested for {domain} any more")
    page.goto("/steward?show=100")
    item = page.locator("li.card", has=page.get_by_role("heading", name=domain, exact=True))
    expect(item.locator(f"input[value={account}]")).to_have_count(0)

    page.goto("/steward/domains")
    ruled_out = page.get_by_role("region", name="Ruled out").locator("tr", has_text=domain)
    expect(ruled_out).to_contain_text("Ada Admin")
    ruled_out.get_by_role("button", name=f"Reconsider {domain}").click()
    expect(notice(page)).to_contain_text(f"{domain} is open again")
    page.goto("/steward?show=100")
    item = page.locator("li.card", has=page.get_by_role("heading", name=domain, exact=True))
    expect(item.locator(f"input[value={account}]")).to_have_count(1)


def test_everybody_changes_their_own_password(page: Page, demo: Demo, browser: Browser):
    page.goto("/settings/people")
    page.get_by_label("Name", exact=True).fill("Nora Viewer")
    page.get_by_label("E-mail", exact=True).fill("nora@example.com")
    page.get_by_label("First password").fill("a password to begin with")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(notice(page)).to_have_text("Done.")
    context = browser.new_context(base_url=demo.address, viewport=PHONE)
    hers, wrong = watched(context)
    hers.goto("/login")
    hers.get_by_label("E-mail").fill("nora@example.com")
    hers.get_by_label("Password").fill("a password to begin with")
    hers.get_by_role("button", name="Log in").click()
    expect(heading(hers, "Integrations")).to_be_visible()
    hers.goto("/settings/password")
    hers.get_by_label("Present password").fill("not that one at all")
    hers.get_by_label("New password").fill("one that only Nora knows")
    hers.get_by_role("button", name="Change").click()
    expect(notice(hers)).to_have_text("That is not your present password.")
    hers.get_by_label("Present password").fill("a password to begin with")
    hers.get_by_label("New password").fill("one that only Nora knows")
    hers.get_by_role("button", name="Change").click()
    expect(notice(hers)).to_have_text("Your password is changed.")
    # A viewer reaches no people.
    assert hers.goto("/settings/people").status == 403
    context.close()
