"""Which library names a learner's functions reach, by the syntax tree of the file. Runs in the worker."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def reached_names(file_name: str, entries: list[str]) -> Iterator[tuple[str, int]]:
    """Yield (dotted name, line) for each imported name that the definitions `entries` reach within the file.

    Comments, unused imports, annotations, `isinstance` tests, names that the file defines itself and code that no entry
    reaches do not count.
    """
    tree = ast.parse("".join(linecache.getlines(file_name)))
    scope = _Scope(tree)
    waiting, done = list(entries), set[str]()
    while waiting:
        name = waiting.pop()
        if name in done or name not in scope.definitions:
            continue
        done.add(name)
        finder = _Finder(scope.imports, scope.definitions)
        finder.visit(scope.definitions[name])
        yield from finder.found
        waiting += finder.local


class _Scope:
    """The file's module level: what a name means there, the last binding winning."""

    def __init__(self, tree: ast.Module) -> None:
        self.imports: dict[str, str] = {}
        self.definitions: dict[str, ast.AST] = {}
        for statement in tree.body:
            self._bind(statement)

    def _bind(self, statement: ast.stmt) -> None:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            self.imports.update(_imported(statement))
        elif isinstance(statement, Definition):
            self.imports.pop(statement.name, None)
            self.definitions[statement.name] = statement
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    self.imports.pop(target.id, None)
                    self.definitions[target.id] = statement.value


class _Finder(ast.NodeVisitor):
    """Collects imported names (`found`) and the file's own names (`local`) that a definition uses."""

    def __init__(self, imports: dict[str, str], definitions: dict[str, ast.AST]) -> None:
        self.imports = dict(imports)
        self.definitions = definitions
        self.found: list[tuple[str, int]] = []
        self.local: list[str] = []

    def visit_Import(self, node: ast.Import) -> None:
        self.imports.update(_imported(node))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.imports.update(_imported(node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer = self.imports
        arguments = node.args
        own = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        own |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        self.imports = {name: dotted for name, dotted in outer.items() if name not in own}
        for part in (*node.decorator_list, *arguments.defaults, *arguments.kw_defaults, *node.body):
            if part is not None:
                self.visit(part)
        self.imports = outer

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass"):
            return
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = _dotted(node)
        first, _, rest = dotted.partition(".")
        if dotted and first in self.imports:
            self.found.append((f"{self.imports[first]}.{rest}", node.lineno))
        else:
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in self.imports:
            self.found.append((self.imports[node.id], node.lineno))
        elif node.id in self.definitions:
            self.local.append(node.id)


def _imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    if isinstance(node, ast.Import):
        return {a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0] for a in node.names}
    return {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names if node.module}


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
