"""What must not stand on a card: nothing by which its writer could be reached. Pure."""

from __future__ import annotations

import re
import unicodedata

MOST_LETTERS, LEAST_LETTERS = 400, 3
MOST_A_DAY = 30
"""Cards about one product on one day: more than that nobody reads with care."""
LEAST_DIGITS = 6
_MAIL = re.compile(r"\S+\s*(?:@|\(at\)|\[at\])\s*\S+\s*(?:\.|\(dot\)|\[dot\])\s*\w{2,}", re.IGNORECASE)
_HANDLE = re.compile(r"(?:^|\s)@\w{2,}")
_WEB = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|org|net|info|io|me|app|ly|ru|cn|de|fr|es|uk|int|example)\b", re.IGNORECASE
)
_CHANNELS = re.compile(
    r"whats\s?app|telegram|instagram|insta\b|facebook|signal\b|tik\s?tok|snapchat|wechat|vkontakte|واتس|تيليجرام|تلغرام|微信|"
    r"ватсап|телеграм", re.IGNORECASE,
)  # fmt: skip
_NUMBER = re.compile(rf"\d(?:[\s().\-/+]*\d){{{LEAST_DIGITS - 1},}}")


def plain(words: str) -> str:
    """The words with every digit written 0-9 and look-alike letters folded, so that no script hides a number."""
    folded = unicodedata.normalize("NFKC", words)
    return "".join(
        str(unicodedata.digit(sign)) if unicodedata.digit(sign, None) is not None else sign for sign in folded
    )


def reaches_out(words: str) -> bool:
    """Whether the words hold an address, a number or a name by which somebody could be reached."""
    folded = plain(words)
    return any(one.search(folded) for one in (_MAIL, _HANDLE, _WEB, _CHANNELS, _NUMBER))
