"""Every page of the service in a real browser: on a desk in English and dark, on a phone in Arabic and light."""

from __future__ import annotations

import fcntl
import json
import pathlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from kernel import db
from tests.browser import crawl

pytestmark = pytest.mark.browser

LAWS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
HEAVY = 60_000
"""No page weighs more bytes than this."""
NOT_A_PAGE = {
    "accounts.first_run": "gone once there is an account; looked at below, on an empty service",
    "factors.ask_code": "opens between the password and the code; looked at by the walk of the second step",
    "factors.new": "the same",
    "second_scores.scoring": "opens for the officer who was drawn; looked at by its own tests",
    "contact_photos.show": "no telephone has sent anything in the demo; looked at by its own tests",
    "field_clashes.page": "the same",
    "field_queues.page": "the same",
    "field_people.people": "answers the field app",
    "field_shell.ping": "answers the field app",
    "leaving.receipt": "a paper of whoever was paid at the gate; looked at by its own tests",
    "wing_papers.paper": "the statements of a wing are asked for and not made yet in the demo; the same",
    "enquiries.thanks": "comes after an enquiry was sent; looked at by its own tests",
    "field_shell.file": "scripts, styles and pictures of the field app",
    "field_shell.manifest": "answers the browser that installs the field app",
    "field_shell.worker": "the field app's service worker: a script",
    "feeds.feed": "answers calendar programmes; its address is a secret",
    "agendas.feed": "its address is the officer's secret; looked at by its own tests",
    "filecopy.paper": "no copy of a file was asked for in the demo; looked at by its own tests",
    "jobs.page": "the demo has no long work under way; looked at by the tests of jobs",
    "jobs.paper": "the same",
    "rates.show": "every session of the small demo has found its rate",
    "reviews.following": "leads on to whoever stands next on a list; looked at by its own tests",
    "checkout.order": "its address is the buyer's secret; looked at by the walk of the shop",
    "checkout.paper": "the same: a receipt as PDF",
    "static": "files",
    "web.healthz": "answers machines",
    "web.readyz": "answers machines",
}
"""GET endpoints that no link of the demo leads to, and why that is right."""

LATIN = """() => {
  const typed = 'bdi, [dir=auto], [lang]:not(html), input, textarea, select, script, style, svg, [aria-hidden=true]'
  const sentence = /[A-Za-z]{2,}(?:[\\s,]+[A-Za-z]+){2,}/
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
  while (walker.nextNode()) {
    const part = walker.currentNode
    const own = part.data.replace(/\\u2068[^\\u2069]*\\u2069/g, '')
    if (!part.parentElement.closest(typed) && sentence.test(own)) found.push(own.trim())
  }
  return found
}"""
"""Sentences left in Latin letters, outside what people typed (marked up or isolated): three words in a row."""
SEND = """() => {
  const forms = [...document.querySelectorAll('main form[method=post]')]
  const form = forms.sort((a, b) => b.elements.length - a.elements.length)[0]
  for (const field of form.elements) if (field.type === 'text' || field.type === 'textarea') field.value = ''
  form.noValidate = true
  form.submit()
}"""
"""Send the greatest form of the page with its texts emptied."""
FORMS = {
    "accounts.sign_in", "catalogue.new", "classification.recommendation", "contacts.visit_form", "intakes.new",
    "plans.new_goal", "products.new", "production.new", "reception.page", "staff.new", "supervision.new",
}  # fmt: skip
"""Pages whose form is sent empty: the answer says what to do, and is looked at like any page."""
FILES = {
    "field_shell.file",
    "field_shell.manifest",
    "field_shell.worker",
    "agreements.signed",
    "annexes.show",
    "checkpoints.text",
    "likeness.pixels",
    "papers.one",
    "shop_feeds.news",
    "photos.pixels",
    "photos.shown",
    "shop_feeds.facts",
    "shop_feeds.products",
    "shop_feeds.robots",
    "shop_feeds.share",
    "shop_feeds.share_home",
    "shop_feeds.site_map",
}
"""Not pages: a signed page as it was scanned, the bytes of a photograph, a paper as it came in, a news feed."""
REFUSALS = (("/no-such-page", 404), ("/staff", 403))
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


def steps(app) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}


def some_key(table: str, where: str = "1 = 1") -> str:
    """The key of any row of which this holds."""
    return str(db.session.scalar(sa.select(db.Base.metadata.tables[table].c.id).where(sa.text(where)).limit(1)))


def some_row(table: str, where: str = "1 = 1") -> tuple[object, object]:
    """(person, key) of any row that belongs to somebody in the big prison's files."""
    rows = db.Base.metadata.tables[table]
    return db.session.execute(sa.select(rows.c.person_id, rows.c.id).where(sa.text(where)).limit(1)).one()


def a_mandate() -> str:
    """A standing instruction of somebody who has an account."""
    mandate, account = db.Base.metadata.tables["earning_mandate"], db.Base.metadata.tables["ledger_account"]
    owned = mandate.join(account, account.c.owner_id == mandate.c.person_id)
    return str(db.session.scalar(sa.select(mandate.c.id).select_from(owned).limit(1)))


INSIDE = "person_id IN (SELECT p.id FROM person p JOIN unit u ON u.id = p.establishment_id WHERE u.code = 'HRB')"
OUTSIDE = "person_id IN (SELECT id FROM person WHERE supervised AND NOT in_custody)"
"""Rows of people whom the big prison holds, and of people whom an office supervises: who left is out of sight."""

PAPERS = (
    ("papers.one", "filed_paper", "papers/{key}"),
    ("family.outcome", "family_contact", "family/contacts/{key}"),
    ("agreements.signed", "plan_signature", "plan/signed/{key}"),
    ("belongings.receipt", "belonging_return", "belongings/{key}/receipt.pdf"),
    ("release.card", "gate_release", "release/card.pdf"),
    ("release.papers", "gate_release", "release/papers.pdf"),
)


def a_proof(table: str = "certificate") -> str:
    """What stands on the paper of some certificate or passport."""
    return str(db.session.scalar(sa.select(db.Base.metadata.tables[table].c.public_token).limit(1)))


def a_paper_of_a_plan() -> str:
    """The code on the paper of some plan."""
    kept = db.Base.metadata.tables["plan_version"]
    return str(db.session.scalar(sa.select(kept.c.public_token).where(kept.c.public_token != "").limit(1)))


def a_cancelled_session() -> str:
    """A session of the big prison that was cancelled."""
    tables = db.Base.metadata.tables
    held, group, unit = tables["class_session"], tables["intake"], tables["unit"]
    joined = held.join(group, group.c.id == held.c.intake_id).join(unit, unit.c.id == group.c.unit_id)
    wanted = sa.select(held.c.id).select_from(joined).where(held.c.state == "cancelled", unit.c.code == "HRB")
    return str(db.session.scalar(wanted.limit(1)))


def a_declined_wish() -> str:
    """An application in the big prison that was declined lately and not appealed yet."""
    tables = db.Base.metadata.tables
    wish, unit, appeal = tables["application"], tables["unit"], tables["application_appeal"]
    wanted = sa.select(wish.c.id).join(unit, unit.c.id == wish.c.unit_id).where(
        wish.c.state == "declined", wish.c.closed_by.is_not(None), unit.c.code == "HRB",
        wish.c.id.not_in(sa.select(appeal.c.application_id)),
    ).order_by(wish.c.closed_on.desc())  # fmt: skip
    return str(db.session.scalar(wanted.limit(1)))


def a_needs_form() -> tuple[object, object]:
    """(person, assessment) of a needs form that a case manager has in hand."""
    tables = db.Base.metadata.tables
    sheet, version, form = tables["assessment"], tables["instrument_version"], tables["instrument"]
    joined = sheet.join(version, version.c.id == sheet.c.version_id).join(form, form.c.id == version.c.instrument_id)
    open_one = (form.c.kind == "needs", sheet.c.state != "locked", sheet.c.ended_at.is_(None))
    wanted = sa.select(sheet.c.person_id, sheet.c.id).select_from(joined).where(*open_one)
    return db.session.execute(wanted.limit(1)).one()


def a_version_on_paper() -> tuple[object, object]:
    """(person, version) of a plan that was put on paper."""
    kept = db.Base.metadata.tables["plan_version"]
    wanted = sa.select(kept.c.person_id, kept.c.id).where(kept.c.document_id.is_not(None))
    return db.session.execute(wanted.limit(1)).one()


def a_condition_of_a_draft() -> str:
    """A condition beyond the standard ones that is still being written."""
    tables = db.Base.metadata.tables
    one, version = tables["supervision_condition"], tables["condition_set"]
    wanted = sa.select(one.c.id).join(version, version.c.id == one.c.set_id)
    return str(db.session.scalar(wanted.where(version.c.state == "draft", one.c.kind != "standard").limit(1)))


def a_supported_end() -> str:
    """A proposal of an early end that a supervisor supports."""
    early = db.Base.metadata.tables["early_end"]
    return str(db.session.scalar(sa.select(early.c.id).where(early.c.state == "supported").limit(1)))


def off_the_path(found: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Pages that follow a deed or are reached by a form: (endpoint, user name, address)."""
    person = found["casefile.overview"][1].split("/")[2]
    yield "access.trail", "inspector", f"/audit/person/{person}"
    yield "completions.paper", "inspector", f"/certificates/{some_key('certificate')}.pdf"
    yield "complaints.write_answer", "inspector", f"/inspector/complaints/{some_key('sealed_complaint')}/answer"
    yield "completions.ask_revoke", "coordinator", f"/certificates/{some_key('certificate')}/revoke"
    yield "standing.ask_end", "clerk", f"/finance/standing/{a_mandate()}/end"
    for endpoint, table, end in PAPERS:
        whose, key = some_row(table)
        yield (
            endpoint,
            "case" if endpoint == "family.outcome" else "inspector",
            f"/people/{whose}/{end.format(key=key)}",
        )
    whose, key = a_needs_form()
    yield "signatures.signing", "case", f"/people/{whose}/assessments/{key}/signature"
    whose, key = a_version_on_paper()
    yield "agreements.paper", "case", f"/people/{whose}/plan/versions/{key}.pdf"
    yield "modules.ask_amend", "coordinator", f"/assessments/{some_key('assessment_of_module', INSIDE)}/amend"
    passport = some_key("skills_passport", INSIDE)
    yield "passports.ask_withdraw", "coordinator", f"/passports/{passport}/withdraw"
    yield "passports.paper", "coordinator", f"/passports/{passport}.pdf"
    yield "passports.verify", "", f"/verify/passport/{a_proof('skills_passport')}"
    noted = some_key("referral_session", f"{OUTSIDE} AND id NOT IN (SELECT session_id FROM referral_session_back)")
    yield "feedback.wrong", "supervisor", f"/referrals/sessions/{noted}/take-back"
    in_vain = some_key("shop_order", "step IN ('cancelled', 'expired') AND paid_minor > refunded_minor")
    yield "other_goods.choose", "shop", f"/desk/orders/{in_vain}/other"
    paper = some_key("register_paper")
    yield "typed_registers.page", "coordinator", f"/register-papers/{paper}"
    yield "typed_registers.paper", "coordinator", f"/register-papers/{paper}/register.pdf"
    yield "standards.on_day", "supervisor", "/supervision/standards/house/on?on=2026-01-01"
    draft = some_key("referral", "state = 'draft'")
    yield "referrals.edit", "probation", f"/referrals/{draft}/edit"
    published = db.session.scalar(sa.select(db.Base.metadata.tables["provenance"].c.batch_id).limit(1))
    yield "labels.paper", "shop", f"/batches/{published}/labels.pdf"
    yield "kiosk.page", "", "/my-account"
    yield "statements.check", "", "/statements/check"
    yield "completions.verify", "", f"/verify/{a_proof()}"
    yield "plan_papers.check", "", f"/check/{a_paper_of_a_plan()}"
    yield "contacts.saved", "probation", f"{found['contacts.show'][1]}/saved"
    yield "drafting.edit", "supervisor", f"/supervision/conditions/{a_condition_of_a_draft()}"
    yield "endings.paper", "supervisor", f"/supervision/early-ends/{a_supported_end()}.pdf"
    yield "gate.page", "supervisor", f"/supervision/first-days/{some_key('first_days')}"
    yield "requirements.credit_page", "supervisor", f"/supervision/requirements/{some_key('requirement')}/credit"
    yield "transfers.show", "supervisor", f"/supervision/transfers/{some_key('supervision_transfer')}"
    yield "desk.find", "shop", "/desk/find?code=NONE99"
    yield "jobs.mine", "records", "/jobs"
    yield "rates.exceptions", "coordinator", "/pay/exceptions"
    yield "cancellations.ask_back", "coordinator", f"/sessions/{a_cancelled_session()}/bring-back"
    yield "place_appeals.ask", "coordinator", f"/applications/{a_declined_wish()}/appeal"
    yield "registers.ask_correct", "coordinator", f"/attendance/{some_key('attendance')}/correct"


@pytest.fixture(scope="session")
def beside_workers(tmp_path_factory, worker_id) -> pathlib.Path:
    """A folder that all processes of this run of the tests share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture
def paths(demo_app, beside_workers, request) -> crawl.Walk:
    """Every page's address, and who opens it; everybody signed in, in the language of the test.

    The way is walked once for both languages: each looks at its own copy of the same demo.
    """
    kept = beside_workers / "walk.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = crawl.walk(demo_app, "en")
            for endpoint, username, address in off_the_path(made.found):
                made.found.setdefault(endpoint, (username, address))
            db.session.remove()
            kept.write_text(json.dumps({"found": made.found, "broken": made.broken}))
    walked = json.loads(kept.read_text().replace("lang=en", f"lang={request.param}"))
    return crawl.Walk(**walked, clients=crawl.enter(demo_app, request.param))


@pytest.fixture
def entered(browser, demo, paths) -> Iterator[object]:
    """``entered(username, ...)``: a browser context that carries the session of the walk."""
    contexts = []

    def go(username: str, **given: object) -> object:
        context = browser.new_context(base_url=demo, service_workers="block", **given)
        context.set_default_timeout(15_000)
        for cookie in paths.clients[username]._cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": demo}])
        contexts.append(context)
        return context

    yield go
    for context in contexts:
        context.close()


def by_role(found: dict[str, tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """User name to (endpoint, address) of what that person opens."""
    roles: dict[str, list[tuple[str, str]]] = {}
    for endpoint, (username, address) in sorted(found.items()):
        roles.setdefault(username, []).append((endpoint, address))
    return roles


def faults_of(page, answer, language: str, status: int = 200) -> Iterator[str]:
    """What is wrong with the page that was just opened."""
    from axe_playwright_python.sync_playwright import Axe

    html = page.locator("html")
    if answer.status != status:
        yield f"status {answer.status}"
    if not shows(page, "h1"):
        yield "no first heading"
    if (size := len(answer.body())) > HEAVY:
        yield f"weighs {size} bytes"
    if (html.get_attribute("lang"), html.get_attribute("dir")) != (language, "rtl" if language == "ar" else "ltr"):
        yield "language or direction are wrong"
    for violation in Axe().run(page, options=LAWS).response["violations"]:
        where = "; ".join(node["html"][:160] for node in violation["nodes"][:2])
        yield f"axe: {violation['id']}: {where}"
    if language == "ar":
        yield from (f"not translated: {text[:300]}" for text in page.evaluate(LATIN))
    yield from overflow(page)


def shows(page, wanted: str) -> bool:
    """Whether the page has it, also where a script fills the page in a moment."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.wait_for_selector(wanted, state="attached", timeout=3_000)
    except TooLate:
        return False
    return True


def overflow(page) -> Iterator[str]:
    """Where the page scrolls sideways."""
    size = page.viewport_size
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        if (over := page.evaluate(WIDER)) > 0:
            yield f"{over} px too wide at {width}"
    page.set_viewport_size(size)


def faults_of_the_empty_form(page, language: str) -> Iterator[str]:
    """What is wrong with the answer to a form that is sent empty."""
    with page.expect_navigation() as sent:
        page.evaluate(SEND)
    yield from faults_of(page, sent.value, language, 422)
    if page.locator("[role=alert] a").count() == 0:
        yield "no summary leads to the fields"


def look_at(context, pages: list[tuple[str, str]], language: str) -> Iterator[str]:
    """Each fault of these pages, with the endpoint it belongs to. Papers only have to open."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    for endpoint, address in pages:
        said.clear()
        answer = page.goto(address)
        found = [*said, *faults_of(page, answer, language)]
        if endpoint in FORMS:
            found += [f"sent empty: {fault}" for fault in faults_of_the_empty_form(page, language)]
        yield from (f"{endpoint} ({address}): {fault}" for fault in found)


def look_everywhere(entered, paths, language: str, **given: object) -> list[str]:
    """Every fault of every page, each opened as somebody who may."""
    faults = []
    for username, pages in by_role(paths.found).items():
        papers = {endpoint for endpoint, address in pages if ".pdf" in address or endpoint in FILES}
        wanted = [(endpoint, address) for endpoint, address in pages if endpoint not in papers]
        faults += look_at(entered(username, **given), wanted, language)
    return faults


@pytest.mark.parametrize("paths", ["en"], indirect=True)
def test_every_page_is_found_and_stands_on_a_desk_in_english_and_dark(demo_app, entered, paths):
    unseen = steps(demo_app) - set(paths.found) - set(NOT_A_PAGE) - FILES
    assert not unseen, f"no role of the demo finds {', '.join(sorted(unseen))}"
    assert paths.broken == [], "links that the reader may not follow"
    given = {"locale": "en-GB", "color_scheme": "dark", "viewport": {"width": 1280, "height": 800}}
    faults = look_everywhere(entered, paths, "en", **given)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("paths", ["ar"], indirect=True)
def test_every_page_stands_on_a_phone_in_arabic(entered, paths):
    given = {"locale": "ar", "viewport": {"width": 360, "height": 800}, "is_mobile": True}
    faults = look_everywhere(entered, paths, "ar", **given)
    page = entered("records", **given).new_page()
    for address, status in REFUSALS:
        faults += [f"{address}: {fault}" for fault in faults_of(page, page.goto(address), "ar", status)]
    assert not faults, "\n".join(faults)


def test_the_first_account_is_made_on_a_page_like_any_other(page):
    assert list(faults_of(page, page.goto("/first-run"), "en")) == []
    assert list(faults_of_the_empty_form(page, "en")) == []
