"""English and Chinese: one gettext catalogue for the program, one for each exercise and one for chapters. No torch."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from grader.words.messages import Translate, english

LANGUAGES = ("en", "zh")
PROGRAM = Path(__file__).resolve().parent.parent / "locale" / "zh_CN" / "LC_MESSAGES" / "grader.po"
COURSE = Path("solutions") / "locale" / "zh_CN" / "LC_MESSAGES"


def pick_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """Return "zh" where it is asked for or the environment's locale is Chinese, else "en"."""
    if asked:
        return asked
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def translator(language: str, course_root: Path | None = None) -> Translate:
    """Return what turns a message id into a language; an id without a translation stays English."""
    if language != "zh":
        return english
    paths = [PROGRAM, *(sorted((course_root / COURSE).rglob("*.po")) if course_root else [])]
    catalogues = [read_catalogue(path) for path in paths]

    def translate(text: str, /) -> str:
        if not text:
            return ""  # gettext answers "" with the catalogue's header
        found = (catalogue.gettext(text) for catalogue in catalogues)
        return next((words for words in found if words != text), text)

    return translate


class Translated(NamedTuple):
    """A message id and its text in the other language."""

    id: str
    text: str


def read_messages(path: Path) -> list[Translated]:
    """Return what a .po file translates."""
    from babel.messages.pofile import read_po

    with path.open("rb") as stream:
        return [Translated(str(one.id), str(one.string)) for one in read_po(stream) if one.id and one.string]


def read_catalogue(path: Path) -> gettext.GNUTranslations:
    """Return a .po file as translations; read each time, so that it is never stale."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as stream:
        write_mo(compiled, read_po(stream))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
