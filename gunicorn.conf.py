"""gunicorn's settings for ./run serve. Threads, because pages mostly wait for the database."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
timeout = 60
preload_app = True  # one start code for all workers
forwarded_allow_ips = os.environ.get("THROUGHCARE_PROXY", "127.0.0.1")


def when_ready(server: object) -> None:
    """Tell the start code while nobody can sign in, then let go of the connection: workers open their own."""
    from kernel import db  # noqa: PLC0415 - the app is loaded by now
    from kernel.accounts import queries  # noqa: PLC0415

    app = server.app.wsgi()  # type: ignore[attr-defined]
    if not queries.any_account():
        server.log.info("No account yet. Open http://%s/first-run with this start code: %s",  # type: ignore[attr-defined]
                        bind, app.extensions["throughcare_first_run_code"])  # fmt: skip
    db.session.remove()
    db.engine().dispose()
