"""What a page draws of a failing case: the numbers of both sides, bounded, as text that survives JSON. No torch."""

from __future__ import annotations

import msgspec

from grader.words.messages import Message


class Grid(msgspec.Struct, frozen=True):
    """One small matrix of a call's arguments: its name there, its kind, each row's numbers separated by blanks.

    `place` says which part of a larger array the rows are.
    """

    name: str
    kind: str
    rows: tuple[str, ...]
    place: str = ""


class Picture(msgspec.Struct, frozen=True):
    """Expected beside got: one slice around the first difference, each row's numbers separated by blanks.

    `wrong` holds a "1" for each cell that differs and a "0" for the others; `row` and `column` are the place of the first cell
    in the whole, `lead` the indices before them. `difference` is there where cells are too many to be read one by one.
    `sentence` and `call` say what happened, `inputs` are the call's small arguments.
    """

    sentence: Message
    dtype: str
    shape: tuple[int, ...]
    lead: tuple[int, ...]
    row: int
    column: int
    expected: tuple[str, ...]
    got: tuple[str, ...]
    wrong: tuple[str, ...]
    difference: tuple[str, ...] = ()
    call: Message | None = None
    inputs: tuple[Grid, ...] = ()
