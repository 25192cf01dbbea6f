"""A message as data: an English template with its parameters, put into a language where it is shown. No torch."""

from __future__ import annotations

import re
from typing import Protocol, Union

import msgspec

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
Parameter = Union[str, int, float, bool, None, "Message"]  # noqa: UP007 - the name is defined below


class Translate(Protocol):
    """Give the text of a message id (the English template) in one language."""

    def __call__(self, text: str, /) -> str: ...


class Message(msgspec.Struct, frozen=True):
    """A sentence for a person: `text` is English and the catalogue's id, `{name}` fields come from `parameters`.

    A parameter that is a message itself is put into the language too.
    `lines` are appended as they are, untranslated: grids of numbers, source lines, output.
    """

    text: str
    parameters: dict[str, Parameter] = {}
    lines: tuple[str, ...] = ()

    def render(self, translate: Translate) -> str:
        """Return the message in the language of `translate`; an unknown field stays visible as `{name}`."""
        fields = _Fields(
            (name, value.render(translate) if isinstance(value, Message) else value) for name, value in self.parameters.items()
        )
        sentence = translate(self.text) if self.text else ""
        if fields:  # a belief or an example without fields may well show a dict in braces
            sentence = sentence.format_map(fields)
        return "\n".join([sentence, *self.lines] if sentence else self.lines)


class _Fields(dict[str, Parameter]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def render_all(messages: tuple[Message, ...], translate: Translate) -> str:
    """Return the messages one below the other."""
    return "\n".join(message.render(translate) for message in messages)


def english(text: str, /) -> str:
    """Translate nothing: the message ids are English."""
    return text


def sentence(text: str) -> str:
    """Return text with a capital and a full stop."""
    ends = "" if text.endswith((".", "。", "!", "?", "！", "？")) else "。" if CHINESE.search(text) else "."
    return text[:1].upper() + text[1:] + ends
