"""Checks an exported audit trail without the server that wrote it: ``python check_trail.py TRAIL --key LINE KEPT…``.

TRAIL is the file of ``./run checkpoints export``, LINE the server's public key as it was noted down with the first
checkpoint, each KEPT a checkpoint that was kept outside. Needs Python 3.9 or newer and ``cryptography`` for the
signatures, nothing of Throughcare: it was written from docs/checkpoints.md, so that it can contradict the server.

Exit code 0: every row follows and every checkpoint is met. 1: something was changed; the lines say where. 2: bad input.
"""

import argparse
import base64
import hashlib
import json
import re
import sys

FACTS = (
    "lane", "seq", "at", "kind", "action", "actor_id", "human_id", "session_ref", "subject_kind", "subject_id",
    "person_id", "purpose", "reason", "changes",
)  # fmt: skip
LANE = re.compile(r"lane (\d+) (\d+) (\S+)")


def digest(previous, row):
    """The hash of a row over the one before it."""
    facts = [row[name] for name in FACTS]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def read_checkpoint(text):
    """(what was signed, signatures by name, lane -> (seq, hash), moment) of a checkpoint. Raises ValueError."""
    body, gap, signed = text.replace("\r\n", "\n").strip().partition("\n\n")
    lines = body.split("\n")
    lanes = [line for line in lines[3:] if line.startswith("lane ")]
    heads = {}
    for line in lanes:
        lane, seq, coded = LANE.fullmatch(line).groups()
        heads[int(lane)] = (int(seq), base64.b64decode(coded, validate=True))
    root = hashlib.sha256("".join(line + "\n" for line in lanes).encode()).digest()
    if not gap or base64.b64decode(lines[2]) != root or int(lines[1]) != sum(seq for seq, _ in heads.values()):
        raise ValueError("it contradicts itself")
    marks = [line.split(" ") for line in signed.split("\n") if line.startswith("— ")]
    moment = next(line[3:] for line in lines[3:] if line.startswith("at "))
    return body + "\n", [(name, base64.b64decode(mark)) for _dash, name, mark in marks], heads, moment


def is_signed(body, signatures, key_line):
    """Whether the key of this line signed the body."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    name, key_id, coded = key_line.strip().split("+", 2)
    raw = base64.b64decode(coded)
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != key_id or raw[:1] != b"\x01":
        raise ValueError("this is no public key of a checkpoint")
    for by, mark in signatures:
        if by == name and mark[:4].hex() == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(mark[4:], body.encode())
            except InvalidSignature:
                return False
            return True
    return False


def rows_of(lines):
    """Rows of an export."""
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError:
            raise ValueError(f"line {number} is not a row") from None


def awaited(kept):
    """(lane, seq) -> the (name, hash, moment) of those who saw that row."""
    found = {}
    for name, heads, moment in kept:
        for lane, (seq, mark) in heads.items():
            found.setdefault((lane, seq), []).append((name, mark, moment))
    return found


def check(rows, kept):
    """What is wrong: sentences, none when all is well. ``kept`` is (name, heads, moment) of each checkpoint."""
    left, wrong, count = awaited(kept), [], 0
    lane, seq, previous, met = None, 0, b"\0" * 32, {}
    for row in rows:
        if row["lane"] != lane:
            lane, seq, previous = row["lane"], 0, b"\0" * 32
        count, seq, previous = count + 1, seq + 1, digest(previous, row)
        if row["seq"] != seq or row["hash"] != previous.hex():
            after = max((moment for (there, upto), moment in met.items() if there == lane and upto < seq), default="")
            met_before = f", all up to {after} is met" if after else ""
            wrong.append(f"row {row['seq']} of chain {lane} does not follow{met_before}")
            return wrong, count
        for name, mark, moment in left.pop((lane, seq), ()):
            met[lane, seq] = moment
            if mark != previous:
                wrong.append(f"{name}: row {seq} of chain {lane} is another one now")
    for (lane, seq), told in sorted(left.items()):
        wrong.extend(f"{name}: row {seq} of chain {lane} is gone" for name, _mark, _moment in told)
    return wrong, count


def main(arguments=None):
    """The command."""
    parser = argparse.ArgumentParser(description="Checks an exported audit trail against checkpoints kept outside.")
    parser.add_argument("trail")
    parser.add_argument("kept", nargs="+")
    parser.add_argument("--key", required=True, help="the server's public key, as it was noted down")
    given = parser.parse_args(arguments)
    kept = []
    try:
        for name in given.kept:
            with open(name, encoding="utf-8") as file:
                body, signatures, heads, moment = read_checkpoint(file.read())
            if not is_signed(body, signatures, given.key):
                print(f"{name}: not signed by this key")
                return 1
            kept.append((name, heads, moment))
        with open(given.trail, encoding="utf-8") as file:
            wrong, count = check(rows_of(file), kept)
    except (OSError, ValueError, AttributeError, KeyError, StopIteration) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    for sentence in wrong:
        print(sentence)
    if not wrong:
        print(f"{count} rows follow one another and hold all of {len(kept)} checkpoints.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
