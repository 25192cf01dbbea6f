"""How a criterion fails: with messages, or with what the learner's code raised. Judge's side."""

from __future__ import annotations

from collections.abc import Callable

from grader.course.stubs import STUB_TEXT
from grader.judge.call import Call, Indexing
from grader.words.messages import Message, Parameter, english
from grader.words.picture import Picture

Draw = Callable[[], Picture | None]
ACCIDENTS = {
    "SystemExit": "your code ends Python itself: exit() or sys.exit() was called",
    "EOFError": "your code waits for the keyboard, and there is none here: take input() out",
    "BdbQuit": "your code waits for a debugger, and there is none here: take breakpoint() out",
}


class Failure(Exception):
    """A criterion is not met; the messages say how, in the learner's words; `draw` makes a picture of it where there is one."""

    def __init__(self, *messages: Message, draw: Draw | None = None) -> None:
        super().__init__("; ".join(message.render(english) for message in messages))
        self.messages = messages
        self.draw = draw


class NotYet(Failure):
    """A criterion is not looked at: it counts together with a right result, and there is none."""


class Raised(Exception):
    """The learner's code raised: class names (its own first), text, frames in the learner's file, limit behind it."""

    def __init__(self, description: dict[object, object], call: Call | Indexing | None = None) -> None:
        self.type_names = _names(description.get("type_names"))
        self.text = _text(description.get("text"))
        self.frames = _frames(description.get("frames"))
        self.limit = _text(description.get("limit"))
        self.call = call
        super().__init__(f"{self.type_names[0]}: {self.text}")

    def messages(self) -> tuple[Message, ...]:
        """Return what the learner reads: what was raised, where, by which call."""
        return (*self.said(), *(self.call.messages() if self.call and not self.explains_itself else ()))

    @property
    def is_missing_name(self) -> bool:
        """Whether the file lacks a name that was asked for."""
        return self.type_names[0] == "MissingName"

    @property
    def missing_name(self) -> str:
        """The name that the file lacks, if that is what happened."""
        return self.text.partition(" ")[0] if self.is_missing_name else ""

    @property
    def is_unwritten(self) -> bool:
        """Whether the stub's own line was reached."""
        return self.type_names[0] == "NotImplementedError" and self.text in ("", STUB_TEXT)

    @property
    def explains_itself(self) -> bool:
        """Whether a hint or the call would only distract."""
        return self.is_missing_name or self.is_unwritten or self.type_names[0] in ACCIDENTS or bool(self.limit)

    def said(self) -> tuple[Message, ...]:
        """Return what was raised, and where."""
        if self.is_missing_name:
            name, _, close = self.text.partition(" ")
            missing = Message("the file defines no `{name}`", {"name": name})
            return (missing, Message("did you mean `{name}`, which it does define?", {"name": close})) if close else (missing,)
        kind, said = self.type_names[0], {"type": self.type_names[0], "text": self.text}
        if self.is_unwritten:
            first = Message("this part is not written yet (NotImplementedError)")
        elif kind in ACCIDENTS:
            first = Message(ACCIDENTS[kind])
        else:
            first = Message("your code raised {type}: {text}" if self.text else "your code raised {type}", dict(said))
        where = [_where(*frame) for frame in self.frames[-3:]]
        return (first, *where)


def _where(line: int, function: str, source: str) -> Message:
    place: dict[str, Parameter] = {"line": line, "function": function, "source": source}
    if function and function != "<module>":
        return Message("  line {line}, in {function}: {source}", place)
    return Message("  line {line}: {source}", place)


def _names(value: object) -> tuple[str, ...]:
    names = tuple(_text(name)[:100] for name in value) if isinstance(value, (list, tuple)) else ()
    return names or ("Exception",)


def _text(value: object) -> str:
    return value[:2000] if isinstance(value, str) else ""


def _frames(value: object) -> tuple[tuple[int, str, str], ...]:
    frames = []
    for frame in value if isinstance(value, (list, tuple)) else ():
        match frame:
            case (int() as line, str() as function, str() as source):
                frames.append((line, function[:100], source[:200]))
    return tuple(frames[-12:])
