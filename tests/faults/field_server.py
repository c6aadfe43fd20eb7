"""A server of its own process that the test beside it kills: database, folder and port are its arguments."""

from __future__ import annotations

import pathlib
import sys

from werkzeug.serving import make_server

import app as composition  # noqa: TID251 - it stands where a server would
from kernel.settings import Settings


def main() -> None:
    url, var, port = sys.argv[1:]
    made = composition.create_app(Settings(var=pathlib.Path(var), database_url=url, behind_tls=False))
    server = make_server("127.0.0.1", int(port), made, threaded=True)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


main()
