"""A lost phone: what lies on its disk says nothing, wrong PINs wipe it, what waits for the server stays sealed."""

from __future__ import annotations

import pathlib

import pytest

from tests.browser.field.conftest import NAMES, PIN

pytestmark = pytest.mark.browser
SEEDED = tuple(f"seed-{n:03d}-quietly" for n in range(200))
DUMP = """async () => {
  const plain = (value) => {
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value).subarray(0, 100000));
    if (ArrayBuffer.isView(value)) return String.fromCharCode(...value);
    if (value && typeof value === "object") return Object.entries(value).map(([k, v]) => k + plain(v)).join("\\n");
    return String(value);
  };
  const said = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  for (const known of await indexedDB.databases()) said.push(known.name);
  for (const name of ["meta", "pack", "drafts", "outbox", "blobs", "sent"]) {
    for (const row of await self.Field.store.all(name)) said.push(plain(row));
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      said.push(request.url, await (await cache.match(request)).text());
    }
  }
  return said.join("\\n");
}"""


def raw(folder: pathlib.Path) -> bytes:
    """Every file the browser keeps for sites: databases, caches, local storage."""
    kept = [path for path in folder.rglob("*") if path.is_file() and "Service Worker/ScriptCache" not in str(path)]
    return b"".join(path.read_bytes() for path in kept)


def secrets_of(route) -> list[str]:
    people = [str(word) for person in route.people for word in (*person.name.split(), person.number)]
    return [*people, "Orchard Lane", "+33 1 23 45 67 89", "large dog", "Iris Berg", PIN, *SEEDED]


def write_seeds(phone) -> None:
    """A visit that is sealed and a note that was only begun, both full of the seeded words."""
    page = phone.page
    phone.visit(NAMES[0], note="\n".join(SEEDED[:100]))
    page.click(f".card:has-text('{NAMES[1]}') [data-visit]")
    page.fill("[name=note]", "\n".join(SEEDED[100:]))
    page.wait_for_selector("[data-kept]:not(:empty)")


def dumped(phone, secrets: list[str], moment: str) -> None:
    """All that the three memories hold says none of it."""
    dump = phone.page.evaluate(DUMP)
    assert len(dump) > 20_000, "the dump looked into every store"
    assert [one for one in secrets if one in dump] == [], moment
    kept = [line for line in dump.splitlines() if line.startswith("http")]
    assert kept
    assert all("/field/" in line for line in kept), "no page that needs a sign-in is kept"


def wrong_pin(phone) -> None:
    phone.page.click("[data-do=lock]")
    phone.page.fill("[name=pin]", "111222")
    phone.page.click("button:has-text('Unlock')")
    phone.page.wait_for_selector("text=Wrong PIN")


def saved_file(phone) -> str:
    phone.page.click("#state button")
    with phone.page.expect_download() as waited:
        phone.page.click("text=Save the sealed visits as a file")
    phone.page.click("[data-do=home]")
    return waited.value.path().read_text()


def test_a_dump_contains_none_of_the_seeded_words(phone, site, route):
    phone.prepare()
    site.cut()
    write_seeds(phone)
    secrets = secrets_of(route)
    assert len(SEEDED) == 200
    dumped(phone, secrets, "written without network")
    wrong_pin(phone)
    dumped(phone, secrets, "after a wrong PIN")
    phone.unlock()
    file = saved_file(phone)
    assert "throughcare field outbox 1" in file
    assert [one for one in secrets if one in file] == [], "the saved file"
    dumped(phone, secrets, "after the queue was saved as a file")
    site.restore()
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector("#state button", state="detached")
    assert [row["status"] for row in phone.stored("sent")] == ["applied"]
    dumped(phone, secrets, "after it was sent")
    phone.page.wait_for_timeout(4000)  # a browser also writes down what stands in forms, to restore them
    phone.close()
    disk = raw(phone.folder)
    assert [one for one in secrets if one.encode() in disk or one.encode("utf-16-le") in disk] == []


def test_ten_wrong_pins_wipe_the_pack_and_leave_the_sealed_visits(phone, site):
    phone.prepare()
    site.cut()
    write_seeds(phone)
    page = phone.page
    page.click("[data-do=lock]")
    for left in range(9, 0, -1):
        page.fill("[name=pin]", "111222")
        page.click("button:has-text('Unlock')")
        page.wait_for_selector(f"[data-wrong]:has-text('\u2068{left}\u2069')")
        if left == 5:
            page.reload()  # the tries are counted on the disk
    page.fill("[name=pin]", "111222")
    page.click("button:has-text('Unlock')")
    page.wait_for_selector("text=Ten wrong PINs: the pack")
    assert phone.stored("pack") == []
    assert phone.stored("drafts") == []
    assert "key" not in [row["name"] for row in phone.stored("meta")]
    assert len(phone.stored("outbox")) == 1, "what is sealed stays and is sent"
    site.restore()
    page.click("#state button")
    page.click("text=Send now")
    page.wait_for_selector("text=Everything is sent.")
    assert phone.stored("outbox") == []


def test_a_pin_that_is_being_typed_stays_when_sending_ends_meanwhile(phone):
    phone.prepare()
    page = phone.page
    page.click("[data-do=lock]")
    page.fill("[name=pin]", PIN)
    page.evaluate("""() => {
      const asks = document.createElement("button");
      asks.dataset.do = "home";
      document.body.appendChild(asks);
      asks.click();
      asks.remove();
    }""")
    page.wait_for_timeout(500)
    assert page.input_value("[name=pin]") == PIN
    page.click("button:has-text('Unlock')")
    page.wait_for_selector(".screen.home")


def test_the_right_pin_forgets_the_wrong_ones(phone):
    phone.prepare()
    page = phone.page
    page.click("[data-do=lock]")
    page.fill("[name=pin]", "111222")
    page.click("button:has-text('Unlock')")
    page.wait_for_selector("text=Wrong PIN")
    phone.unlock()
    assert phone.page.evaluate("self.Field.store.noted('key').then(key => key.fails)") == 0
