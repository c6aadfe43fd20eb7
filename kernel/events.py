"""Facts announced to whoever listens, typed, synchronous, inside the deed's own transaction.

A handler that fails fails the whole deed: the two modules never disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_handlers: defaultdict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` with every ``event_type`` published. Subscribing the same handler twice counts once."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: object) -> None:
    """Tell every handler of this event's type, in the order they subscribed."""
    for handler in tuple(_handlers[type(event)]):
        handler(event)
