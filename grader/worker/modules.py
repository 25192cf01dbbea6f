"""Turn source text into a module: the learner's file, and props. Runs in the worker, and nowhere else."""

from __future__ import annotations

import linecache
import sys
from types import ModuleType


def load_module(source: str, name: str, file_name: str) -> ModuleType:
    """Run a file's text as the module `name`; tracebacks, `inspect` and pickling find it under `file_name`."""
    module = ModuleType(name)
    module.__file__ = file_name
    linecache.cache[file_name] = (len(source), None, source.splitlines(keepends=True), file_name)
    code = compile(source, file_name, "exec", dont_inherit=True)
    previous = sys.modules.get(name)
    sys.modules[name] = module
    try:
        exec(code, vars(module))
    except BaseException:
        sys.modules.pop(name, None)
        if previous is not None:
            sys.modules[name] = previous
        raise
    return module


def run_lines(module: ModuleType, lines: list[str]) -> object:
    """Run lines as if they stood at the end of a module, which stays as it is; return the value of the last."""
    names = dict(vars(module))
    names.setdefault("torch", sys.modules.get("torch"))
    for line in lines[:-1]:
        exec(line, names)
    return eval(lines[-1], names)
