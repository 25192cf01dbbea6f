"""Names: a file's as text; whether two spellings are one person's, case, order, spaces and punctuation aside. No torch."""

from __future__ import annotations

import os
import re
import unicodedata

HAN = "㐀-䶿一-鿿豈-﫿"
WORD = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")  # a Chinese name is written without spaces: each character is a word


def as_text(name: str) -> str:
    """Return a file's name as text: file names are bytes, and not all of them are text."""
    return os.fsencode(name).decode("utf-8", "replace")


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, without case and punctuation; each Chinese character is one."""
    unmarked = name.replace("'", "").replace("’", "").replace("-", "")
    return tuple(WORD.findall(unicodedata.normalize("NFKC", unmarked).casefold()))


def key(name: str) -> str:
    """Return what two spellings of one name have in common, their order the same: "O'Brien, Ann" and "obrienann"."""
    return "".join(words(name))


def orders(name: str) -> frozenset[str]:
    """Return the keys of a name as platforms turn it: family name first or last, or all words the other way round."""
    found = words(name)
    turned = {"".join(found[place:] + found[:place]) for place in range(len(found))}
    return frozenset(turned | {"".join(reversed(found))} - {""})


def is_whole_name(text: str) -> bool:
    """Whether a piece of a file's name is enough to name a person: two words, or two Chinese characters."""
    return len(words(text)) > 1


def pieces(text: str) -> tuple[str, ...]:
    """Return the pieces of a folder's name that may be an id or a name: of "20230001-张三" both."""
    divided = [piece.strip() for piece in re.split(r"[_\-+()\[\]（）【】,，、]+", text)]
    runs = re.findall(rf"[0-9A-Za-z.@]*\d[0-9A-Za-z.@]*|[{HAN}·]+", text)
    return tuple(dict.fromkeys(piece for piece in (*divided, *runs) if len(piece) > 1))
