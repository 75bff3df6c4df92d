"""Every regular expression of the product, and inputs that are hostile to it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pipeline
from pipeline.dedup import normalise
from pipeline.extract.agencies import Agencies
from pipeline.extract.dateline import Datelines

ROOT = Path(pipeline.__file__).parent

# Functions of `re` that compile what they are given.
COMPILING = frozenset(
    ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "template")
)
# Characters to stand for a class: one of each kind that patterns tell apart.
_PROBES = "a1 \n.,'\"-_<>/(A0é”—日x\t©:"


def patterns() -> dict[str, re.Pattern[Any]]:
    """All patterns that the modules of `pipeline` hold, by module and name."""
    found: dict[str, re.Pattern[Any]] = {}
    seen: set[int] = set()
    for info in pkgutil.walk_packages([str(ROOT)], "pipeline."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for path, pattern in _held(name, value, 4):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    found[f"{info.name}:{path}"] = pattern
    for place, make in CONSTRUCTED.items():
        for number, pattern in enumerate(make()):
            found[f"{place}[{number}]"] = pattern
    return found


# Patterns of word lists that are read when needed: who compiles them, and how to have them.
CONSTRUCTED: dict[str, Callable[[], Sequence[re.Pattern[Any]]]] = {
    "dedup/normalise.py:_variants": lambda: [normalise._variants()[0]],
    "extract/dateline.py:__init__": lambda: Datelines(Agencies())._patterns,
}


def methods(name: str) -> frozenset[str]:
    """What the source does with the pattern of that name: `match`, `sub`, …; all where it does not
    show."""
    own = re.search(r"\w+$", name)
    return frozenset(_called().get(own[0] if own else "", ("search", "match", "fullmatch")))


@cache
def _called() -> dict[str, set[str]]:
    source = "\n".join(file.read_text("utf-8") for file in ROOT.rglob("*.py"))
    called: dict[str, set[str]] = {}
    for name, method in re.findall(r"\b(\w+)(?:\[\w+\])?\.(\w+)\(", source):
        if method in COMPILING:
            called.setdefault(name, set()).add(method)
    return called


def _held(path: str, value: object, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield path, value
    elif depth and isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _held(f"{path}[{key!r}]", inner, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for number, inner in enumerate(value):
            yield from _held(f"{path}[{number}]", inner, depth - 1)
    elif depth and isinstance(value, type) and value.__module__.startswith("pipeline."):
        for name, inner in vars(value).items():
            yield from _held(f"{path}.{name}", inner, depth - 1)


def compiled_elsewhere() -> list[str]:
    """Places in the source where a pattern is compiled and `patterns` does not know it: inside a
    function, or by a function of `re` itself."""
    places = []
    for file in sorted(ROOT.rglob("*.py")):
        for node, inside in _calls(ast.parse(file.read_text("utf-8")), ""):
            if f"{file.relative_to(ROOT)}:{inside}" in CONSTRUCTED:
                continue
            function = node.func
            if (
                isinstance(function, ast.Attribute)
                and isinstance(function.value, ast.Name)
                and function.value.id == "re"
                and (function.attr in COMPILING or (function.attr == "compile" and inside))
            ):
                places.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    return places


def imports_of_re() -> list[str]:
    """Where `re` is imported in a form that `compiled_elsewhere` would not see."""
    return [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module in ("re", "regex"))
        or (
            isinstance(node, ast.Import)
            and any(
                name.name.split(".")[0] == "regex" or (name.name == "re" and name.asname)
                for name in node.names
            )
        )
    ]


def _calls(node: ast.AST, inside: str) -> Iterator[tuple[ast.Call, str]]:
    """All calls below `node` with the function that they stand in."""
    for child in ast.iter_child_nodes(node):
        within = inside
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            within = child.name
        elif isinstance(child, ast.Lambda):
            within = inside or "lambda"
        if isinstance(child, ast.Call):
            yield child, within
        yield from _calls(child, within)


def hostile(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """Prefixes and units: the prefix and many units, and then something else, make the pattern try
    what it can. Units are what its repeats repeat, alone and after one another, its literals, and
    what is known to make patterns slow."""
    source = pattern.pattern
    text = source if isinstance(source, str) else source.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(source, bytes) else pattern.flags
    tree = parser.parse(text, flags)
    whole = _sample(tree)
    pairs: dict[tuple[str, str], None] = {}
    repeats: list[tuple[str, str]] = []
    _repeats(tree, "", repeats)
    for prefix, body in repeats:
        pairs[prefix, body] = None
        pairs["", body] = None
        pairs["", prefix + body] = None
    for (_, first), (_, second) in pairwise(repeats):
        pairs["", first + second] = None
    pairs["", whole] = None
    pairs["", whole[:-1] or "a"] = None
    pairs["", f"{whole} "] = None
    for killer in (
        "a",
        " ",
        "1",
        "\n",
        ",",
        "<",
        '"',
        "-",
        ".",
        "é",
        "a ",
        "a.",
        "1,",
        "a\n",
        "😀",
    ):
        pairs["", killer] = None
        pairs[whole, killer] = None
    return [(prefix, unit) for prefix, unit in pairs if unit]


def _repeats(tree: Any, before: str, found: list[tuple[str, str]]) -> None:
    """The bodies of all repeats with a sample of what stands before each."""
    for code, argument in tree:
        if code in _REPEATS:
            _, high, body = argument
            if high > 1:
                found += [(before, text) for text in _samples(body)]
            _repeats(body, before, found)
        else:
            for inner in _inner(code, argument):
                _repeats(inner, before, found)
        before += _one(code, argument)


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def _inner(code: Any, argument: Any) -> list[Any]:
    if code is op.SUBPATTERN:
        return [argument[3]]
    if code is op.ATOMIC_GROUP:
        return [argument]
    if code is op.BRANCH:
        return list(argument[1])
    if code in (op.ASSERT, op.ASSERT_NOT):
        return [argument[1]]
    return []


def _samples(tree: Any) -> list[str]:
    """Texts that a body matches: of a class several, of a choice one of each."""
    if len(tree) == 1:
        code, argument = tree[0]
        if code is op.IN:
            return _class(argument)
        if code is op.BRANCH:
            return [_sample(branch) for branch in argument[1]][:6]
        if code is op.SUBPATTERN:
            return _samples(argument[3])
    return [_sample(tree)]


def _sample(tree: Any) -> str:
    return "".join(_one(code, argument) for code, argument in tree)


def _one(code: Any, argument: Any) -> str:
    if code is op.LITERAL:
        return chr(argument)
    if code is op.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if code is op.ANY:
        return "a"
    if code is op.IN:
        return _class(argument)[0]
    if code in _REPEATS:
        low, _, body = argument
        times: int = min(max(1, low), 50)
        return _sample(body) * times
    if code is op.BRANCH:
        return _sample(argument[1][0])
    if code is op.SUBPATTERN:
        return _sample(argument[3])
    if code is op.ATOMIC_GROUP:
        return _sample(argument)
    return ""


def _class(items: Any) -> list[str]:
    """Up to three characters of a class, of kinds that differ."""
    negated = items[0][0] is op.NEGATE
    if negated:
        return [c for c in _PROBES if not _in(c, items[1:])][:3] or ["\u4e00"]
    found = [c for c in _PROBES if _in(c, items)][:3]
    for code, argument in items:
        if not found and code is op.LITERAL:
            found = [chr(argument)]
        elif not found and code is op.RANGE:
            found = [chr(argument[0])]
    return found or ["a"]


def _in(character: str, items: Any) -> bool:
    for code, argument in items:
        if code is op.LITERAL and ord(character) == argument:
            return True
        if code is op.RANGE and argument[0] <= ord(character) <= argument[1]:
            return True
        if code is op.CATEGORY and re.fullmatch(_CATEGORY_PATTERN[argument], character):
            return True
    return False


_CATEGORY_PATTERN = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
