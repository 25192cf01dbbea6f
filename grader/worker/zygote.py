"""The zygote: has torch imported and forks a walled worker when asked. Untrusted side; started by exec, holds no answer.

It talks with the judge in small JSON messages over a SEQPACKET socket; a request to fork carries two descriptors, the
worker's end of the wire and the pipe for its output. It never reads a byte that a learner's code wrote.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

from grader.worker import enclosure, loaded

MESSAGE_BYTES = 64 * 1024
POLL_SECONDS = 0.05
USED_BY_ALL = ("numpy", "numpy.random", "resource")  # NumPy imports the second where it is first used, `enclosure` the third
MANY_FORKS = 500  # huge pages cost what they save in so many; a class that needs 500 usually needs more
MEMORY_SLACK = 1.5  # one process meets its own limit first, as a MemoryError that can be read; this is for trees


@dataclass
class Child:
    """A live worker: its process, the limits that are watched from outside, why it was ended."""

    pid: int
    pidfd: int
    limits: dict[str, Any]
    folder: str
    reason: str = ""
    waited: float = 0.0


class Zygote:
    """Forks workers, watches them, buries them, tells the judge."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, Child] = {}
        self.files: list[loaded.MemoryFile] = []
        self.forks = 0
        setup = json.loads(control.recv(MESSAGE_BYTES))
        self.enclosure = enclosure.prepare(setup["level"] == "sandbox", setup["visible"], setup["gpu"])
        with self.loading():
            from grader.wire.torchvision_schemas import declare_torchvision_schemas
            from grader.worker import preload, rehearsal, serve

            self.serve = serve
            self.preload = preload
            self.torchvision = declare_torchvision_schemas()
            preload.import_modules([*USED_BY_ALL, "PIL.Image", "PIL.PngImagePlugin", "PIL.JpegImagePlugin", "torch.utils.data"])
            preload.warm_up()
            rehearsal.rehearse()
            keep_out_of_collections()
            self.start_bytes = enclosure.tree_usage(self.enclosure, os.getpid())[1]
        self.tell(ready=True)

    def loading(self) -> contextlib.AbstractContextManager[None]:
        """Return what surrounds imports; CUDA's own ideas of memory are left alone."""
        cheap_to_fork = loaded.supported() and not self.enclosure.gpu
        return loaded.kept_in_a_file(self.files) if cheap_to_fork else contextlib.nullcontext()

    def tell(self, **message: object) -> None:
        """Send the judge a message; where it is gone, the next thing is that the loop ends."""
        with contextlib.suppress(OSError):
            self.control.send(json.dumps(message).encode())

    def run(self) -> None:
        """Serve until the judge hangs up; then nothing of ours may be left."""
        while True:
            watched: list[Any] = [self.control, *(child.pidfd for child in self.children.values())]
            readable, _, _ = select.select(watched, [], [], POLL_SECONDS if self.children else None)
            for number, child in list(self.children.items()):
                if child.pidfd in readable:
                    self.bury(number, child)
                elif not child.reason:
                    self.inspect(child)
            if self.control in readable and not self.handle():
                break
        for number, child in list(self.children.items()):
            self.end(child, "judge gone")
            self.bury(number, child)

    def handle(self) -> bool:
        """Do what one message asks; False when the judge is gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE_BYTES, 2)
        except OSError:
            return False
        if not data:
            return False
        message = json.loads(data)
        if "fork" in message:
            self.fork(message["fork"], message["limits"], descriptors)
        elif "kill" in message and message["kill"] in self.children:
            self.end(self.children[message["kill"]], message["reason"])
        elif "preload" in message:
            with self.loading():
                self.preload.import_modules(message["preload"])
                keep_out_of_collections()
        return True

    def fork(self, number: int, limits: dict[str, Any], descriptors: list[int]) -> None:
        """Fork one worker; the child never returns."""
        folder = enclosure.SCRATCH if self.enclosure.namespaces else tempfile.mkdtemp(prefix="torchkata-")
        pid = enclosure.fork(self.enclosure)
        if pid == 0:
            self.become_worker(limits, folder, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.children[number] = Child(pid, os.pidfd_open(pid), limits, folder)
        self.forks += 1
        if self.forks == MANY_FORKS:
            loaded.in_huge_pages(self.files)

    def become_worker(self, limits: dict[str, Any], folder: str, connection: int, output: int) -> None:
        """Seal this process and serve the judge's requests in it."""
        code = 70
        try:
            self.serve.redirect_output(output)
            enclosure.furnish(self.enclosure, folder)
            names = enclosure.seal(self.enclosure, limits, (0, 1, 2, connection), folder)
            self.serve.begin(socket.socket(fileno=connection), names)
            code = 0
        except BaseException as error:  # whatever it is, this process must not go on as a second zygote
            os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
        finally:
            os._exit(code)

    def inspect(self, child: Child) -> None:
        """End a worker whose process tree is over a limit that the kernel does not hold for a whole tree."""
        processes, resident = enclosure.tree_usage(self.enclosure, child.pid)
        if processes >= child.limits["processes"]:
            self.end(child, "processes")
        elif resident - processes * self.start_bytes > MEMORY_SLACK * child.limits["memory_bytes"]:
            self.end(child, "memory")
        elif processes > 1 and enclosure.tree_seconds(self.enclosure, child.pid) > child.limits["cpu_seconds"]:
            self.end(child, "cpu")

    def end(self, child: Child, reason: str) -> None:
        """Kill a worker; with a PID namespace its whole tree goes with it."""
        child.reason = child.reason or reason
        child.waited = enclosure.waited_seconds(self.enclosure, child.pid)
        signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)

    def bury(self, number: int, child: Child) -> None:
        """Reap a worker, kill what it left behind, tell how it ended."""
        _, status, usage = os.wait4(child.pid, 0)
        os.close(child.pidfd)
        del self.children[number]
        enclosure.kill_leftovers(self.enclosure, {other.pid for other in self.children.values()})
        if child.folder != enclosure.SCRATCH:
            shutil.rmtree(child.folder, ignore_errors=True)
        seconds = usage.ru_utime + usage.ru_stime
        self.tell(ended=number, status=status, cpu=seconds, reason=child.reason, waited=child.waited)


def keep_out_of_collections() -> None:
    """Let the garbage collector pass over all that is loaded: in a fork it would touch, and so copy, nearly every page of it."""
    gc.collect()
    gc.freeze()


def main(arguments: list[str]) -> None:
    """Run the zygote over the control socket whose descriptor is the first argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the judge's: it ends us by hanging up
    sys.setswitchinterval(0.05)
    Zygote(socket.socket(fileno=int(arguments[0]))).run()
    os._exit(0)  # the judge waits: taking the interpreter and torch apart would cost it a second
