"""From a claimed job to its end: with the rights its asker has now, under a lease that is renewed while it works."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kernel import audit, db
from kernel.accounts.queries import actor_of
from kernel.authz import Actor, Role
from kernel.errors import DomainError
from kernel.i18n import LazyString, _, speaking
from kernel.jobs import ledger, rules
from kernel.jobs.ledger import Claim, LeaseLost
from kernel.jobs.progress import Progress, Stopping

log = logging.getLogger(__name__)
Result = Mapping[str, Any] | None
Deed = Callable[[Actor | None, Mapping[str, Any], Progress], Result]


@dataclass(frozen=True, kw_only=True)
class Handler:
    """Who does a kind of job. ``roles``: what its asker must (still) hold; ``system``: may run without an asker."""

    deed: Deed
    label: LazyString | str
    roles: frozenset[Role]
    system: bool
    attempts: int
    limit: dt.timedelta


HANDLERS: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    label: LazyString | str,
    roles: tuple[Role, ...] = (),
    system: bool = False,
    attempts: int = 3,
    minutes: int = 60,
) -> Callable[[Deed], Deed]:
    """Register ``deed(actor, payload, progress) -> result`` for a kind. It writes only through ``progress``."""

    def keep(deed: Deed) -> Deed:
        HANDLERS[kind] = Handler(
            deed=deed,
            label=label,
            roles=frozenset(roles),
            system=system,
            attempts=attempts,
            limit=dt.timedelta(minutes=minutes),
        )
        return deed

    return keep


def label_of(kind: str) -> str:
    """What a kind of job is called, in the reader's language."""
    return str(HANDLERS[kind].label) if kind in HANDLERS else kind


def run(mine: Claim, *, lease: dt.timedelta = rules.LEASE, stop: threading.Event | None = None) -> None:
    """Do a claimed job to its end, whatever that is: done, failed, put back, or taken away. Raises nothing."""
    halt = stop or threading.Event()
    try:
        known, actor = HANDLERS.get(mine.kind), actor_of(mine.asked_by) if mine.asked_by else None
        with speaking((actor and actor.locale) or "en"):
            if known is None or not _may(known, mine, actor):
                _close(lambda: _refuse(mine, actor))
            else:
                _attempt(known, mine, actor, lease, halt)
    except LeaseLost:
        log.warning("job %s was cancelled or went to another worker", mine.id)
    except Exception:
        log.exception("job %s could not be closed; it runs again after its lease", mine.id)
    finally:
        db.session.remove()


def _attempt(known: Handler, mine: Claim, actor: Actor | None, lease: dt.timedelta, halt: threading.Event) -> None:
    try:
        with _heartbeat(mine, lease, known.limit):
            result = known.deed(actor, mine.payload, Progress(mine, halt))
        _close(lambda: ledger.finish(mine, result or {}))
    except Stopping:
        _close(lambda: ledger.put_back(mine, dt.timedelta(0), counts=False))
    except DomainError as refusal:
        sentence = str(refusal)
        _close(lambda: ledger.fail(mine, sentence))
    except LeaseLost:
        raise
    except Exception:
        log.exception("job %s failed in try %d", mine.id, mine.attempts)
        _close(lambda: _mishap(mine))


def _close(deed: Callable[[], None]) -> None:
    db.session.rollback()
    db.in_transaction(deed, attempts=rules.CLASH_TRIES)


def _mishap(mine: Claim) -> None:
    if mine.attempts >= mine.max_attempts:
        ledger.fail(mine, _("Something went wrong on our side. What was finished is kept. Try again later."))
    else:
        again = _("Something went wrong on our side. It will be tried again by itself.")
        ledger.put_back(mine, rules.wait_before(mine.attempts), error=again)


def _may(known: Handler, mine: Claim, actor: Actor | None) -> bool:
    """Whether the asker may have this done now: rights that were taken away since are gone for the job too."""
    if mine.asked_by is None:
        return known.system
    return actor is not None and (not known.roles or actor.has(*known.roles))


def _refuse(mine: Claim, actor: Actor | None) -> None:
    facts: dict[str, Any] = {} if actor else {"actor_id": mine.asked_by}
    facts.update(subject_kind="job", subject_id=mine.id, purpose=mine.kind[:60])
    audit.event(actor, audit.Kind.REFUSAL, "job.refused", **facts)
    ledger.fail(mine, _("Whoever asked for this may not have it done any more. Ask for it anew with the right role."))


@contextlib.contextmanager
def _heartbeat(mine: Claim, lease: dt.timedelta, limit: dt.timedelta) -> Iterator[None]:
    """Renew the lease from a thread of its own until the work ends, or until it has taken longer than such work may."""
    ended, last = threading.Event(), time.monotonic() + limit.total_seconds()

    def beat() -> None:
        while not ended.wait(lease.total_seconds() / 3) and time.monotonic() < last:
            try:
                db.in_transaction(lambda: ledger.renew(mine, lease), attempts=rules.CLASH_TRIES)
            except LeaseLost:
                return
            except Exception:
                log.exception("the lease of job %s could not be renewed", mine.id)
            finally:
                db.session.remove()

    thread = threading.Thread(target=beat, name="job-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
