"""Filling the demo's shop window with the shop's own commands."""

from __future__ import annotations

import tomllib
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from casework.public import World
from kernel.authz import Actor
from marketplace.enquiries.models import Asker
from marketplace.enquiries.service import NewEnquiry, answer, ask, close
from marketplace.listings.models import Channel
from marketplace.listings.service import set_doors
from marketplace.photos.rules import LookFor
from marketplace.photos.service import NewPhoto, add_photo, let_pass, refuse
from marketplace.publishing.service import ask_review, give_back
from marketplace.shop_demo.rules import drawings, picture
from marketplace.texts.service import BrandWords, ProductWords, say_brand, say_product

NEARER = frozenset({"OAK-BENCH", "TOY-TRAIN", "TEX-QUILT", "BAK-LOAF", "TEX-APRON", "FAR-HONEY"})
ASKED = (
    (Asker.PUBLIC_BUYER, "Harbour Primary School", "Mina Osei", 40,
     "We furnish two classrooms by August and need an offer for forty stools of 38 cm, with an invoice.", "new"),
    (Asker.RESELLER, "Papeterie du Port", "L. Fontaine", 200,
     "We should like to sell your notebooks. What do two hundred cost, and can the covers be blue?", "answered"),
    (Asker.BUSINESS, "Lindqvist & Partners", "E. Lindqvist", 25,
     "Twenty-five aprons with our mark for a summer event, in the first week of June.", "closed"),
)  # fmt: skip


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def say_and_show(world: World, item: dict[str, Any]) -> None:
    """A product's other languages and its photographs; some wait for their check."""
    said: dict[str, str] = {"en": f"{item['title']}, on a plain ground"}
    for language in ("ar", "fr", "es", "ru", "zh"):
        if told := _words().get(language, {}).get(item["sku"]):
            words = ProductWords(
                language=language, title=told["title"], description=told["text"], safety=told.get("safety", "")
            )
            say_product(world.staff["shop"], item["id"], words)
            said[language] = told["title"]
    if item["sku"] in drawings():
        for n in range(2 if item["sku"] in NEARER else 1):
            _photo(world, item, said, n)


def _photo(world: World, item: dict[str, Any], said: dict[str, str], n: int) -> uuid.UUID:
    manager, second = world.staff["shop"], world.staff["shop2"]
    new = NewPhoto(id=world.id(), product_id=item["id"], picture=picture(item["sku"], n), words=said)
    photo = add_photo(manager, new)
    if item["sku"] == "MET-LAMP":
        return photo.id
    if item["sku"] == "TEX-SHAWL":
        refuse(second, photo.id, "A window frame shows at the edge. Take it again on a plain ground.")
    else:
        let_pass(second, photo.id, list(LookFor))
    return photo.id


def say_brand_everywhere(world: World, brand_id: uuid.UUID) -> None:
    """The brand's story and what a buyer may rely on, in the five other languages."""
    for language, told in _words()["brand"].items():
        say_brand(world.staff["shop"], brand_id, BrandWords(language=language, **told))


def after_the_window(world: World, products: list[dict[str, Any]]) -> None:
    """What waits today: a photograph, a product given back, enquiries in every state."""
    manager, by_sku = world.staff["shop"], {item["sku"]: item for item in products}
    _wait(world, by_sku["OAK-STOOL"])
    ask_review(manager, by_sku["MET-LAMP"]["id"])
    give_back(world.staff["shop2"], by_sku["MET-LAMP"]["id"], "Say which bulb it takes, and that the cable is tested.")
    for sku, door in (("FAR-HONEY", Channel.FAIR), ("TEX-QUILT", Channel.FAMILY)):
        set_doors(manager, by_sku[sku]["id"], dict.fromkeys((Channel.WEB, Channel.GATE, door), world.today))
    for asker, organisation, name, pieces, words, state in ASKED:
        made = ask(NewEnquiry(
            id=world.id(), asker=asker, organisation=organisation, name=name, email="buyer@example.org", words=words,
            pieces=pieces, language="en",
        ))  # fmt: skip
        _serve(manager, made.id, state)


def _wait(world: World, item: dict[str, Any]) -> None:
    new = NewPhoto(
        id=world.id(), product_id=item["id"], picture=picture(item["sku"], 1), words={"en": "The seat from near."}
    )
    add_photo(world.staff["shop2"], new)


def _serve(manager: Actor, enquiry_id: uuid.UUID, state: str) -> None:
    if state != "new":
        answer(manager, enquiry_id, "Thank you for asking. The offer goes out by post this week, with three samples.")
    if state == "closed":
        close(manager, enquiry_id)
