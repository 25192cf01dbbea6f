"""The judge's end of one worker's wire: requests out, values in, and what was last asked. Judge's side."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from grader.judge.call import Call, Indexing
from grader.judge.failure import Raised
from grader.judge.memo import MAX_PATH_BYTES, Asked, Exchange
from grader.judge.transcript import Step, Transcript
from grader.sandbox.process import WorkerEnded, WorkerProcess
from grader.wire.decode import decode
from grader.wire.encode import Keep, NestedTooDeeply, encode
from grader.wire.frames import WireError
from grader.wire.requests import pack_request
from grader.wire.values import Handle, ModuleName
from grader.words.ending import Ending, EndingKind
from grader.words.messages import Message

SEARCH_SECONDS = 10.0
MAX_RECEIVED_BYTES = 1024 * 1024 * 1024


class OutOfStep(BaseException):
    """A suite did not ask what it had asked after the same answers: then nothing may be taken from memory.

    No `Exception`: a suite that catches what a learner's code raises must not catch this.
    """


class Line:
    """Asks a worker and returns what it answers; each request is a dict with an operation."""

    def __init__(
        self, worker: WorkerProcess, devices: frozenset[str], build: Callable[[Line, Handle], object], keep: Keep
    ) -> None:
        self.worker = worker
        self.devices = devices
        self.build = build
        self.keep = keep
        self.released: list[int] = []
        self.received = 0
        self.last_call: Call | Indexing | None = None
        self.called: list[str] = []
        self.transcript = Transcript()
        self.path: list[Exchange] | None = []  # this criterion's exchanges; None where they are too many to keep
        self.path_size = 0
        self.kept_seconds: float | None = None  # the learner's, while a smaller case is searched for
        self.given: deque[Exchange] = deque()  # exchanges that took place before the suite asks for them

    def greeting(self) -> tuple[str, ...]:
        """Return the names of the worker's walls, from before it saw the learner's file.

        Raises:
            WorkerEnded: it did not start.
        """
        walls = self._value(self.worker.greeting())
        return tuple(str(name) for name in walls) if isinstance(walls, tuple) else ()

    def begin(self, seed: int) -> None:
        """Begin a criterion: a fresh transcript, and random generators in the worker that depend on nothing before it.

        Raises:
            WorkerEnded: there is no worker any more.
        """
        self.transcript, self.last_call = Transcript(seed=seed), None
        self.called.clear()
        self.path, self.path_size = [], 0
        self.given.clear()
        self.end_search()
        try:
            self._value(self._exchange(self._asked(encode({"op": "begin", "seed": seed}, self.keep))))
        except WorkerEnded as ended:
            self._note_ending(ended)
            raise

    def _note_ending(self, ended: WorkerEnded) -> None:
        if self.transcript.frozen is None:  # what ends over a search for a smaller case is no evidence
            self.transcript.ending = ended.ending.kind

    def ask(self, operation: str, **fields: object) -> object:
        """Return the worker's answer.

        Raises:
            Raised: the learner's code raised.
            WorkerEnded: there is no worker any more, or it answered with what is no value.
        """
        try:
            asked = self._asked(encode({"op": operation, **fields}, self.keep))
        except NestedTooDeeply as error:  # an answer that was passed on
            raise self.worker.stop(Ending(EndingKind.PROTOCOL, detail=str(error))) from None
        answer: bytes | None = None
        try:
            asked, answer = self._given(asked) if self.given else (asked, self._exchange(asked))
            self._remember(asked, answer)
            return self._value(answer)
        except WorkerEnded as ended:
            self._note_ending(ended)
            raise
        finally:
            self.transcript.add(Step(operation, asked.request, answer))

    def begin_search(self) -> None:
        """Give the worker time of its own: to look for a smaller case must cost the learner none."""
        if self.kept_seconds is None:
            self.kept_seconds = self.worker.seconds_left
            self.worker.seconds_left = max(self.kept_seconds, SEARCH_SECONDS)

    def end_search(self) -> None:
        """Give it the learner's time again."""
        if self.kept_seconds is not None:
            self.worker.seconds_left, self.kept_seconds = self.kept_seconds, None

    def follow(self, asked: Asked) -> bytes | None:
        """Ask what a suite asked before, and keep the answer for the suite; None where the worker ended over it."""
        if asked.searching:
            self.begin_search()
        try:
            answer = self._exchange(asked)
        except WorkerEnded:  # the suite will be told when it asks
            return None
        self.given.append((asked, answer))
        return answer

    def _asked(self, request: bytearray) -> Asked:
        released, self.released = tuple(self.released), []
        return Asked(released, bytes(request), self.kept_seconds is not None)

    def _given(self, asked: Asked) -> Exchange:
        given, answer = self.given.popleft()
        if given.request != asked.request:
            self.given.clear()
            raise OutOfStep
        return given, answer

    def _exchange(self, asked: Asked) -> bytes:
        answer = self.worker.exchange(pack_request(asked.released, asked.request))
        self.received += len(answer)
        if self.received > MAX_RECEIVED_BYTES:
            raise self.worker.stop(Ending(EndingKind.PROTOCOL, detail=f"more than {MAX_RECEIVED_BYTES} bytes of answers"))
        return answer

    def _remember(self, asked: Asked, answer: bytes) -> None:
        self.path_size += len(asked.request) + len(answer)
        if self.path_size > MAX_PATH_BYTES:
            self.path = None
        if self.path is not None:
            self.path.append((asked, answer))

    def call_messages(self) -> tuple[Message, ...]:
        """Return what is said of the last call."""
        return self.last_call.messages() if self.last_call else ()

    def _value(self, payload: bytes) -> object:
        start = time.monotonic()
        try:
            reply = decode(payload, self._find, self.devices)
        except WireError as error:
            raise self.worker.stop(Ending(EndingKind.PROTOCOL, detail=str(error))) from None
        finally:
            self.worker.seconds_left -= time.monotonic() - start  # an answer that is slow to read costs who gave it
        match reply:
            case {"ok": value}:
                return value
            case {"raised": dict() as description}:
                raise Raised(description, self.last_call)
        raise self.worker.stop(Ending(EndingKind.PROTOCOL, detail="an answer that is none")) from None

    def _find(self, reference: Handle | ModuleName) -> object:
        if isinstance(reference, ModuleName):
            raise WireError("a name where an object was expected")
        return self.build(self, reference)

    def end(self) -> None:
        """End the worker."""
        self.worker.close()
