"""The map of an area: checked beside its field, kept with its version, seen by whoever may read the order, printed."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw
from pypdf import PdfReader

from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session
from kernel.documents.models import StoredDocument
from kernel.errors import DomainError
from probation.annexes.queries import annexes_of
from probation.annexes.rules import annexes_changed, clean_file
from probation.conditions import service as conditions
from probation.orders.models import Signed
from probation.orders.queries import conditions_of
from tests import cast

WHY = {
    "purpose": "victim", "necessity": "The person who was hurt lives there.",
    "proportionality": "Talks alone were tried and were not enough.", "area": "Cedar Avenue up to the canal",
    "review_on-day": "1", "review_on-month": "9", "review_on-year": "2027",
}  # fmt: skip


def picture(kind="PNG", colour="white", size=(600, 400)):
    image, out = Image.new("RGB", size, "#eee"), io.BytesIO()
    ImageDraw.Draw(image).rectangle((100, 100, 300, 300), fill=colour)
    image.save(out, kind)
    return out.getvalue()


def paper():
    out, made = io.BytesIO(), pikepdf.new()
    made.add_blank_page()
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.save(out)
    return out.getvalue()


def sent(content, name="map.png", **over):
    return {**WHY, **over, "map": (io.BytesIO(content), name)}


@pytest.fixture
def write(client, sign_in, world, draft):
    """Adds the stay-away condition on its page; the answer."""
    sign_in(client, world.officer)

    def post(content, address=None, **over):
        address = address or f"/supervision/versions/{draft.id}/conditions/new?code=stay-away"
        data = {**WHY, **over} if content is None else sent(content, **over)
        return client.post(address, data=data, content_type="multipart/form-data")

    return post


def away(version_id):
    return next(one for one in conditions_of(version_id) if one.code == "stay-away")


def stored():
    return session.scalar(sa.select(sa.func.count()).select_from(StoredDocument))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_and_shown_on_the_pages(write, client, world, draft, kind):
    answer = write(picture(kind))
    assert answer.status_code == 303, answer.text
    one = away(draft.id)
    address = f"/supervision/conditions/{one.id}/files/map"
    for page in (f"/supervision/versions/{draft.id}", f"/supervision/orders/{world.order.id}"):
        assert f'<img src="{address}" alt="Map of the area"' in client.get(page).text
    got = client.get(address)
    assert (got.status_code, got.mimetype) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(got.data)).size == (600, 400)
    assert got.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"/supervision/conditions/[0-9a-f-]{36}/files/map", address)
    assert 'filename="map.jpg"' in got.headers["Content-Disposition"]


def test_a_map_may_be_left_out(write, draft):
    assert write(None).status_code == 303
    one = away(draft.id)
    assert one.inputs == {"area": WHY["area"]}
    assert one.plain == "Keep out of Cedar Avenue up to the canal. You may pass through by bus or train."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"[Content_Types].xml" * 3, "Save as PDF"),
        (b"Only words.", "Only a picture (PNG, JPEG, WebP) or a PDF"),
        (b"GIF89a" + bytes(range(200)), "can be kept"),
        (b"\x89PNG\r\n\x1a\n torn", "not a picture that can be read"),
        (b"%PDF-1.7 torn", "damaged"),
        (b"", "Choose the file"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_the_field_and_nothing_typed_is_lost(write, draft, content, words):
    before = stored(), len(conditions_of(draft.id))
    answer = write(content)
    assert answer.status_code == 422
    assert words in answer.text.split('id="map-error"')[1].split("</p>")[0]
    for typed in (WHY["area"], WHY["necessity"], WHY["proportionality"], 'value="2027"'):
        assert typed in answer.text
    assert (stored(), len(conditions_of(draft.id))) == before


def test_a_file_that_is_too_large_is_refused_beside_the_field(write, monkeypatch):
    monkeypatch.setattr("probation.annexes.rules.LARGEST", 1000)
    answer = write(picture())
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.text.split('id="map-error"')[1]
    assert WHY["area"] in answer.text


def test_the_limit_is_ten_megabytes():
    with pytest.raises(DomainError, match="larger than 10 MB"):
        clean_file(b"\x89PNG\r\n\x1a\n" + b"x" * 10 * 1024 * 1024)


def test_when_something_else_is_wrong_the_page_asks_for_the_file_again(write):
    before = stored()
    answer = write(picture(), area="")
    assert answer.status_code == 422
    assert 'id="area-error"' in answer.text
    assert "Choose this file again" in answer.text.split('id="map-error"')[1]
    assert stored() == before


def test_the_name_of_a_kept_file_cannot_be_typed(write, draft, client):
    other = "01a00000-0000-7000-8000-000000000000.jpg"
    assert write(None, map=other).status_code == 303
    assert "map" not in away(draft.id).inputs


@pytest.mark.parametrize("role", [Role.STATISTICS_OFFICER, Role.SHOP_MANAGER, Role.ADMINISTRATOR])
def test_other_roles_do_not_see_it(write, client, sign_in, office, draft, role):
    write(picture())
    sign_in(client, cast.make_actor(role, None if role is Role.ADMINISTRATOR else office))
    assert client.get(f"/supervision/conditions/{away(draft.id).id}/files/map").status_code == 403


def test_whoever_may_not_know_of_the_person_is_told_of_nothing(write, client, sign_in, draft):
    write(picture())
    address = f"/supervision/conditions/{away(draft.id).id}/files/map"
    sign_in(client, cast.make_actor(Role.PROBATION_OFFICER, cast.make_unit(kind="probation_office")))
    assert client.get(address).status_code == 404


def test_a_name_that_the_catalogue_does_not_ask_for_is_not_there(write, client, draft):
    write(picture())
    one = away(draft.id).id
    for name in ("area", "nothing"):
        assert client.get(f"/supervision/conditions/{one}/files/{name}").status_code == 404


def test_looking_at_a_map_is_a_look_into_the_file(write, client, world, draft):
    write(picture())
    looks = sa.select(sa.func.count()).where(
        audit.AuditEntry.person_id == world.person.id, audit.AuditEntry.kind == audit.Kind.READ
    )
    address, before = f"/supervision/conditions/{away(draft.id).id}/files/map", session.scalar(looks)
    client.get(address)
    assert session.scalar(looks) == before + 1


def put_in_force(world):
    with cast.deed():
        conditions.submit_conditions(world.officer, world.order.id)
        conditions.decide_conditions(world.supervisor, world.order.id, approve=True)
    today = clock.today()
    told = conditions.Explained(
        order_id=world.order.id, orally_on=today, in_writing_on=today, language="en", signed=Signed.SIGNED
    )
    with cast.deed():
        conditions.activate_variation(world.officer, world.order.id, told)


def vary_again(world):
    with cast.deed():
        return conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())


def test_a_copy_keeps_the_map_and_a_new_one_replaces_it_there_only(write, client, world, draft):
    write(picture(colour="red"))
    put_in_force(world)
    old, copy = away(draft.id), away(vary_again(world).id)
    assert copy.inputs == old.inputs
    form = client.get(f"/supervision/conditions/{copy.id}").text
    assert "Take this away: Map of the area" in form
    assert f"/supervision/conditions/{copy.id}/files/map" in form
    assert "Nothing differs" in client.get(f"/supervision/versions/{copy.set_id}").text
    assert write(None, f"/supervision/conditions/{copy.id}").status_code == 303
    assert away(copy.set_id).inputs == old.inputs, "a change of other words keeps the map"
    before = client.get(f"/supervision/conditions/{old.id}/files/map").data
    assert write(picture(colour="blue"), f"/supervision/conditions/{copy.id}").status_code == 303
    assert client.get(f"/supervision/conditions/{old.id}/files/map").data == before
    assert client.get(f"/supervision/conditions/{copy.id}/files/map").data != before
    for page in (f"/supervision/versions/{copy.set_id}", f"/supervision/orders/{world.order.id}"):
        said = client.get(page).text
        assert "Map of the area: changed" in said
        assert said.count(f"/supervision/conditions/{old.id}/files/map") >= 1


def test_a_map_is_taken_away_in_the_new_version_only(write, client, world, draft):
    write(picture())
    put_in_force(world)
    old, copy = away(draft.id), away(vary_again(world).id)
    assert write(None, f"/supervision/conditions/{copy.id}", map_gone="y").status_code == 303
    assert "map" not in away(copy.set_id).inputs
    assert "shows the area" not in away(copy.set_id).plain
    assert "Map of the area: taken away" in client.get(f"/supervision/versions/{copy.set_id}").text
    assert client.get(f"/supervision/conditions/{copy.id}/files/map").status_code == 404
    assert client.get(f"/supervision/conditions/{old.id}/files/map").status_code == 200


def printed(client, world):
    return PdfReader(io.BytesIO(client.get(f"/supervision/orders/{world.order.id}/conditions.pdf").data))


def test_a_picture_is_an_annex_of_the_paper(write, client, world, draft):
    write(picture())
    put_in_force(world)
    pages = printed(client, world).pages
    last, all_of_it = pages[-1].extract_text(), " ".join(one.extract_text() for one in pages)
    assert "Annex 1: Map of the area." in last
    assert "To condition 5:" in last
    assert [image.image.size for image in pages[-1].images] == [(600, 400)]
    assert all_of_it.count("Annex 1: Map of the area.") == 2
    assert "Signature" not in last, "the annex is a page of its own"


def test_a_pdf_is_disarmed_offered_as_a_link_and_named_in_the_paper(write, client, world, draft):
    write(paper())
    address = f"/supervision/conditions/{away(draft.id).id}/files/map"
    got = client.get(address)
    assert got.mimetype == "application/pdf"
    assert "/OpenAction" not in pikepdf.open(io.BytesIO(got.data)).Root
    page = client.get(f"/supervision/versions/{draft.id}").text
    assert f'<a href="{address}">Map of the area (PDF)</a>' in page
    assert f'<img src="{address}"' not in page
    put_in_force(world)
    said = " ".join(one.extract_text() for one in printed(client, world).pages)
    assert "Annex 1: Map of the area. It is handed over with this paper." in " ".join(said.split())


def test_a_paper_without_maps_has_no_annex(client, sign_in, world):
    sign_in(client, world.officer)
    assert "Annex" not in " ".join(one.extract_text() for one in printed(client, world).pages)


def test_a_picture_too_rich_for_the_paper_is_kept_smaller():
    noise = Image.effect_noise((2400, 2400), 120).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=70)
    made = clean_file(out.getvalue())
    assert max(Image.open(io.BytesIO(made.content)).size) < 1600
    plain = clean_file(picture(size=(2400, 1200)))
    assert Image.open(io.BytesIO(plain.content)).size == (1600, 800)


def test_what_came_went_and_changed(write, draft):
    write(picture())
    (one,) = annexes_of(away(draft.id))
    assert annexes_changed([one], [one]) == []
    assert annexes_changed([], [one]) == [(one.label, None, one)]
    assert annexes_changed([one], []) == [(one.label, one, None)]
