"""Whatever happens to the child, the next paper is made; threads and forks do not mix their answers up."""

from __future__ import annotations

import concurrent.futures
import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdf

from kernel import documents
from kernel.documents.press import press
from kernel.settings import ROOT


def text_of(pdf: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_killed_between_two_papers() -> None:
    first = documents.pdf_of("<p>one", title="x")
    pid = press.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert documents.pdf_of("<p>one", title="x") == first
    assert press.pid != pid


def test_killed_while_it_works() -> None:
    documents.pdf_of("<p>warm", title="x")
    pid = press.pid
    assert pid
    threading.Timer(0.15, os.kill, (pid, signal.SIGKILL)).start()
    pdf = documents.pdf_of("<table>" + "<tr><td>a<td>b</tr>" * 250 + "</table>", title="x")
    assert pdf.startswith(b"%PDF")


def test_four_threads_each_get_their_own() -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: documents.pdf_of(f"<p>paper {n}", title="x"), range(12)))
    assert [text_of(pdf).split("\n")[0] for pdf in made] == [f"paper {n}" for n in range(12)]


def test_after_a_fork_each_process_has_its_own_child() -> None:
    documents.pdf_of("<p>before", title="x")
    mine = press.pid
    out, back = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            pdf = documents.pdf_of("<p>in the fork", title="x")
            os.write(back, f"{press.pid} {len(pdf)}".encode())
            press.close()
            status = 0
        finally:
            os._exit(status)
    os.close(back)
    assert os.waitpid(child, 0)[1] == 0
    theirs, size = os.read(out, 100).decode().split()
    os.close(out)
    assert int(theirs) != mine
    assert int(size) > 500
    assert press.pid == mine
    assert "after" in text_of(documents.pdf_of("<p>after", title="x"))


def test_the_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "from kernel import documents as d; from kernel.documents.press import press as p\n"
        "d.pdf_of('<p>', title='x'); print(p.pid, flush=True); input()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout
    assert parent.stdin
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    parent.stdin.close()
    end = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    try:
        return b") Z" not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False


def test_status_tells_whether_it_runs() -> None:
    documents.pdf_of("<p>x", title="x")
    assert documents.status() == "on"
    press.close()
    assert documents.status() == "waiting for the first paper"
