"""What an answer means: a digit in any script, or a word of one of six languages. Pure."""

from __future__ import annotations

import re

from kernel.fields import plain_digits
from probation.replies.models import Meaning

_SAID = {
    Meaning.COMES: "1 ok okay yes | نعم موافق حاضر | oui | да хорошо | sí si vale | 好 好的 是",
    Meaning.NEW_TIME: "2 change time | تغيير موعد | autre changer | другое перенести | otra cambiar | 改 改时间",
    Meaning.HELP: "3 help | مساعدة | aide | помощь | ayuda | 帮助",
    Meaning.STOP: "stop stopall unsubscribe | قف توقف إيقاف | arrêt arret | стоп | alto parar baja | 停 停止 退订",
}
WORDS = {word: meaning for meaning, words in _SAID.items() for word in words.split() if word != "|"}
"""Each first word that is understood, in English, Arabic, French, Russian, Spanish and Chinese."""
_EDGE = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_SPLIT = re.compile(r"[\s,.;:!?،؛؟。，！]+")


def meaning_of(text: str) -> Meaning:
    """What somebody wrote. A word of stopping anywhere in a short answer stops: nobody is written to by mistake."""
    plain = _EDGE.sub("", plain_digits(text)).casefold()
    parts = _SPLIT.split(plain)
    if plain in WORDS:
        return WORDS[plain]
    if any(WORDS.get(part) is Meaning.STOP for part in parts[:4]):
        return Meaning.STOP
    return WORDS.get(parts[0], Meaning.OTHER) if parts[0] else Meaning.OTHER
