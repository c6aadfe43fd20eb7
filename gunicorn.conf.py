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
    db.release()


_doing_jobs: list[int] = []  # the age of the worker that also does the jobs; known to the master and inherited


def pre_fork(server: object, worker: object) -> None:  # noqa: ARG001 - gunicorn's signature
    """One worker also does the jobs, unless THROUGHCARE_JOBS=apart leaves them to ``./run worker``."""
    if not _doing_jobs and os.environ.get("THROUGHCARE_JOBS") != "apart":
        _doing_jobs.append(worker.age)  # type: ignore[attr-defined]


def post_fork(server: object, worker: object) -> None:
    """Start the jobs' thread where it belongs: after the fork, in one worker only."""
    if worker.age in _doing_jobs:  # type: ignore[attr-defined]
        from kernel import jobs  # noqa: PLC0415 - the app is loaded by now

        jobs.start_embedded(server.app.wsgi())  # type: ignore[attr-defined]


def child_exit(server: object, worker: object) -> None:  # noqa: ARG001 - gunicorn's signature
    """When that worker is gone, the next one takes the jobs over."""
    if worker.age in _doing_jobs:  # type: ignore[attr-defined]
        _doing_jobs.clear()
