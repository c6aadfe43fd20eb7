"""A photograph is made anew from its pixels; what is no picture or too large is refused before it costs anything."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from casework.likeness import queries
from casework.likeness.models import View
from casework.likeness.rules import WHOLE, rebuild
from casework.likeness.service import NewPhoto, add_photo, withdraw_photo
from casework.people.queries import person_for
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests.casework.people_inside import received


def picture(width=400, height=500, form="JPEG", **save) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, form, **save)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[Base.Make] = "A telephone"
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (36.0, 48.0, 0.0)
    return picture(exif=exif)


def bomb(side=30_000) -> bytes:
    """A PNG whose head promises ``side`` by ``side`` points and whose body would unpack to them."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def test_what_hides_in_a_file_is_gone_and_the_picture_stands_upright():
    given = with_place()
    assert b"A telephone" in given
    made = rebuild(given)
    again = Image.open(io.BytesIO(made.content))
    assert (made.width, made.height) == (500, 400) == again.size, "turned as the camera said"
    assert dict(again.getexif()) == {}
    assert b"A telephone" not in made.content
    assert "exif" not in again.info


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_becomes_small_enough(form):
    made = rebuild(picture(3000, 2000, form))
    assert max(made.width, made.height) == WHOLE
    assert len(made.small) < 8_000
    assert made == rebuild(picture(3000, 2000, form)), "the same picture gives the same bytes"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"MZ this is a program", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (picture()[:900], "not a picture"),
        (picture(form="GIF"), "not a picture"),
        (bomb(), "too many points"),
        (bomb(12_500), "12500"),
        (picture(60, 60), "too small"),
        (b"\0" * (12 * 1024 * 1024 + 1), "larger than 12 MB"),
        (b"", "not a picture"),
    ],
)
def test_what_is_no_photograph_is_refused(given, says):
    with pytest.raises(DomainError, match=says):
        rebuild(given)


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.RECORDS_OFFICER, prison)


def photographed(officer, person, content=None, **over):
    facts = {
        "id": new_id(), "person_id": person, "view": View.FACE, "taken_on": clock.today(),
        "picture": content or picture(),
    }  # fmt: skip
    with transaction():
        return add_photo(officer, NewPhoto(**{**facts, **over}))


def test_the_newest_face_stands_in_the_identity_bar(prison, officer):
    person = received(prison)
    assert person_for(officer, person).face_address == ""
    photo = photographed(officer, person)
    same = photographed(officer, person)
    assert same.id == photo.id, "the same picture twice is one"
    assert person_for(officer, person).face_address.startswith("data:image/jpeg;base64,")
    with transaction():
        withdraw_photo(officer, photo.id, "Somebody else's face")
    assert person_for(officer, person).face is None
    assert queries.photos_of(person) == []


def test_pixels_open_to_who_may_open_the_file(prison, officer, signed_in):
    person, other = received(prison), received(prison, "Bo Lind")
    photo = photographed(officer, person)
    client = signed_in(Role.CASE_MANAGER, prison)
    answer = client.get(f"/people/{person}/photos/{photo.id}")
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    with pytest.raises(NotFound):
        queries.pixels_of(other, photo.id, small=False)


def test_the_page_refuses_beside_the_field(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    today = clock.today()
    sent = {"p-id": str(new_id()), "p-view": "face", "p-taken_on-day": today.day, "p-taken_on-month": today.month,
            "p-taken_on-year": today.year}  # fmt: skip
    page = f"/people/{person}/photos"
    assert "Choose the file" in client.post(page, data=sent).text
    refused = client.post(page, data={**sent, "p-picture": (io.BytesIO(b"no picture"), "face.jpg")})
    assert refused.status_code == 422
    assert "not a picture" in refused.text
    burst = client.post(page, data={**sent, "p-picture": (io.BytesIO(bomb()), "face.png")})
    assert burst.status_code == 422
    assert "take it again smaller" in burst.text.partition('id="p-picture-error"')[2].partition("<input")[0]
    taken = client.post(page, data={**sent, "p-picture": (io.BytesIO(picture()), "face.jpg")})
    assert taken.status_code == 303
    assert "likeness" in client.get(f"/people/{person}/likeness").text


def test_a_photograph_of_tomorrow_is_refused(prison, officer):
    import datetime as dt

    person = received(prison)
    with pytest.raises(DomainError, match="today or before"):
        photographed(officer, person, taken_on=clock.today() + dt.timedelta(days=2))


@pytest.mark.parametrize(("command", "says"), [("false", "refuses this file"), ("/no/such", "did not answer")])
def test_the_scanner_has_the_last_word(prison, signed_in, monkeypatch, command, says):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    monkeypatch.setenv("THROUGHCARE_SCANNER", command)
    today = clock.today()
    sent = {"p-id": str(new_id()), "p-view": "face", "p-taken_on-day": today.day, "p-taken_on-month": today.month,
            "p-taken_on-year": today.year, "p-picture": (io.BytesIO(picture()), "face.jpg")}  # fmt: skip
    refused = client.post(f"/people/{person}/photos", data=sent)
    assert refused.status_code == 422
    assert says in refused.text.partition('id="p-picture-error"')[2].partition("<input")[0]
    assert queries.photos_of(person) == []
