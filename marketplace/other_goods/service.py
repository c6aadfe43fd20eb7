"""Keeping other pieces for a buyer whose money came late: a new order, and the money goes over to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict
from kernel.i18n import _
from marketplace.order_mails.models import MailKind
from marketplace.order_mails.service import prepare
from marketplace.orders.models import ShopOrder
from marketplace.orders.rules import OrderState, amounts_of, state_of
from marketplace.orders.service import NewOrder, order_of, place_order
from marketplace.payments.service import carry
from marketplace.refunds.queries import promised_back


@dataclass(frozen=True, kw_only=True)
class OtherGoods:
    """What the buyer chose instead. ``id`` and ``token`` are minted by the form: twice is once."""

    id: uuid.UUID
    token: str
    pieces: Mapping[uuid.UUID, int]
    link: str = ""


def to_exchange(order_id: uuid.UUID) -> ShopOrder:
    """The order whose buyer may choose other pieces.

    Raises Conflict unless it is paid and cannot be fulfilled, or while its money is on its way back.
    """
    old = order_of(order_id)
    if state_of(old) is not OrderState.UNFULFILLABLE:
        raise Conflict(_("Only an order that is paid, and whose pieces are gone, is exchanged for another one."))
    if promised_back(order_id)[0]:
        raise Conflict(_("The money of this order goes back to the buyer already."))
    return old


def give_other(actor: Actor, order_id: uuid.UUID, new: OtherGoods) -> ShopOrder:
    """Place the new order for the same buyer and let all the money of the old one pay it; both or neither.

    Money too little or too much then stands where it always does. Raises what ``to_exchange`` and ``place_order`` do.
    """
    if made := session.get(ShopOrder, new.id):
        return made
    old = to_exchange(order_id)
    place_order(NewOrder(
        id=new.id, token=new.token, place_id=old.place_id, buyer=old.buyer, email=old.email, phone=old.phone,
        pieces=new.pieces, method=old.method, way=old.way, address=old.address, country=old.country,
        language=old.language, is_told=True,
    ))  # fmt: skip
    made = order_of(new.id)
    carry(actor, old, made, amounts_of(old).kept)
    prepare(made.id, MailKind.INSTEAD, "instead", new.link)
    return made
