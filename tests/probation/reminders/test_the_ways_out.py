"""The adapters: a folder, an SMS gateway, a mail server. What did not leave is told from what nobody knows."""

from __future__ import annotations

import http.server
import json
import socket
import socketserver
import threading
import urllib.error
import uuid

import pytest

from kernel.outlets import Folder, Mail, NotSent
from probation.channels.service import Gateway, channel_for
from probation.wishes.models import Way

KEY = uuid.UUID(int=7)


class Server(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def gateway():
    with socketserver.TCPServer(("127.0.0.1", 0), Server) as server:
        server.seen, server.status = [], 200
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def at(server):
    return Gateway(f"http://127.0.0.1:{server.server_address[1]}/sms", "a-token")


def test_a_gateway_gets_id_number_and_text(gateway):
    at(gateway).send(KEY, "+33612345678", "Bonjour")
    ((head, body),) = gateway.seen
    assert body == {"id": str(KEY), "to": "+33612345678", "text": "Bonjour"}
    assert head["Idempotency-Key"] == str(KEY)
    assert head["Authorization"] == "Bearer a-token"


@pytest.mark.parametrize(("status", "for_good"), [(400, True), (403, True), (429, False), (302, True)])
def test_a_refusal_says_whether_to_try_again(gateway, status, for_good):
    gateway.status = status
    with pytest.raises(NotSent) as refused:
        at(gateway).send(KEY, "+33612345678", "Bonjour")
    assert refused.value.for_good is for_good
    assert len(gateway.seen) == 1, "a token is carried nowhere else"


def test_a_broken_gateway_may_have_taken_it(gateway):
    gateway.status = 500
    with pytest.raises(urllib.error.HTTPError) as broken:
        at(gateway).send(KEY, "+33612345678", "Bonjour")
    broken.value.close()


def test_a_gateway_that_is_away_took_nothing():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent) as refused:
        Gateway(f"http://127.0.0.1:{port}/", "").send(KEY, "+33612345678", "Bonjour")
    assert not refused.value.for_good


def test_a_token_is_not_sent_in_the_clear():
    with pytest.raises(ValueError, match="https"):
        Gateway("http://sms.example.org/", "a-token")


def test_a_folder_keeps_each_message_once(tmp_path):
    for _ in range(2):
        Folder(tmp_path / "out").send(KEY, "+33612345678", "مرحبا")
    (file,) = (tmp_path / "out").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["text"] == "مرحبا"


class Post(socketserver.StreamRequestHandler):
    """As much SMTP as one message needs."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        body, reading = [], False
        for line in self.rfile:
            if reading:
                body.append(line)
                if line != b".\r\n":
                    continue
                reading = False
                self.server.seen.append(b"".join(body))
                self.wfile.write(b"250 taken\r\n")
                continue
            word = line[:4].upper()
            reading = word == b"DATA"
            refused = word == b"RCPT" and self.server.refuses
            answers = {b"DATA": b"354 go", b"QUIT": b"221 bye"}
            self.wfile.write(b"550 nobody\r\n" if refused else answers.get(word, b"250 ok") + b"\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def post():
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        server.seen, server.refuses = [], False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def by_mail(server):
    return Mail(f"smtp://127.0.0.1:{server.server_address[1]}", "office@example.org", "", "Your appointment")


def test_a_mail_carries_the_id(post):
    by_mail(post).send(KEY, "amal@example.org", "Your appointment")
    (mail,) = post.seen
    assert f"<{KEY}@example.org>".encode() in mail


def test_a_mailbox_that_is_not_there(post):
    post.refuses = True
    with pytest.raises(NotSent) as refused:
        by_mail(post).send(KEY, "amal@example.org", "Your appointment")
    assert refused.value.for_good


def test_all_are_off_until_they_are_set_up(monkeypatch, tmp_path):
    for name in ("THROUGHCARE_OUTBOX", "THROUGHCARE_SMS_URL", "THROUGHCARE_SMTP"):
        monkeypatch.delenv(name, raising=False)
    assert [channel_for(way) for way in Way] == [None, None]
    monkeypatch.setenv("THROUGHCARE_OUTBOX", str(tmp_path))
    assert isinstance(channel_for(Way.SMS), Folder)
    monkeypatch.setenv("THROUGHCARE_SMS_URL", "https://sms.example.org/send")
    assert isinstance(channel_for(Way.SMS), Gateway)
    assert isinstance(channel_for(Way.EMAIL), Folder)
