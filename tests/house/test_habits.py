"""Habits of the house that no linter knows, each a function over a syntax tree and each shown to catch its sinner."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from tests.house.tree import Source, dotted, imported, sources

BROAD = frozenset({"Exception", "BaseException"})
RUNS_TEXT = frozenset({"eval", "exec", "compile", "__import__", "os.system", "os.popen"})
PICKLES = frozenset({"pickle", "marshal", "shelve", "dill", "joblib"})
MOCKS = frozenset({"mock", "unittest"})
NETWORK = frozenset({"urllib.request", "http.client", "xmlrpc"})
CHANCE = re.compile(
    r"(?:^|\.)random\.(?!Random$|default_rng$|Generator$)\w+$|^(?:secrets\.\w+|uuid\.uuid[14]|uuid[14])$"
)
SEEDED = frozenset({"Random", "random.Random", "default_rng", "np.random.default_rng", "numpy.random.default_rng"})
CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = frozenset({"list", "dict", "set", "defaultdict", "OrderedDict", "deque", "Counter"})
AMBIENT = frozenset({"threading.local", "local", "ContextVar", "contextvars.ContextVar"})
CHANGING = frozenset(
    {"append", "add", "update", "clear", "pop", "popitem", "setdefault", "extend", "insert", "remove", "discard"}
)
SQL = re.compile(
    r"\s*(?:(?P<verb>select|truncate)\s|insert\s+into\s|delete\s+from\s|update\s+\S+\s+set\s|"
    r"(?:create|alter|drop)\s+(?:unique\s+)?(?:table|schema|index|view|function|trigger)\s)",
    re.IGNORECASE,
)

Check = Callable[[Source], Iterator[str]]


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def broad_handlers(source: Source) -> Iterator[str]:
    """Handlers of everything; one that cleans up and raises again is none."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            bare = any(kind is None or dotted(kind) in BROAD for kind in kinds)
            if bare and not _goes_on_falling(node.body[-1]):
                yield f"{source.place}:{node.lineno} catches everything"
    for call, name in calls(source):
        if name.endswith("suppress") and any(dotted(each) in BROAD for each in call.args):
            yield f"{source.place}:{call.lineno} suppresses everything"


def _goes_on_falling(last: ast.stmt) -> bool:
    """Whether a handler ends by raising the same again, or by ending a forked child."""
    if isinstance(last, ast.Raise):
        return last.exc is None
    return isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and dotted(last.value.func) == "os._exit"


def sleeps(source: Source) -> Iterator[str]:
    for call, name in calls(source):
        if name.rpartition(".")[2] == "sleep":
            yield f"{source.place}:{call.lineno} sleeps"


def text_run_as_code(source: Source) -> Iterator[str]:
    for call, name in calls(source):
        shell = any(word.arg == "shell" and not _false(word.value) for word in call.keywords)
        if name in RUNS_TEXT or shell:
            yield f"{source.place}:{call.lineno} runs a text: {name}"
    for line, module in imported(source.tree):
        if module.partition(".")[0] in PICKLES:
            yield f"{source.place}:{line} imports {module}"


def _false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def sql_texts(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and _is_sql(text := _text(node)):
            yield f"{source.place}:{node.lineno} holds SQL: {text[:40]!r}"


def _is_sql(text: str) -> bool:
    """A sentence begins with a capital and goes on small; a statement's verb is all of one size."""
    match = SQL.match(text)
    return match is not None and (match["verb"] is None or match["verb"].islower() or match["verb"].isupper())


def _text(node: ast.expr) -> str:
    """The text of a literal, with x for what is formatted into it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "x" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def network(source: Source) -> Iterator[str]:
    for line, module in imported(source.tree):
        if module in NETWORK:
            yield f"{source.place}:{line} imports {module}"


def unseeded_chance(source: Source) -> Iterator[str]:
    for call, name in calls(source):
        if CHANCE.search(name) or (name in SEEDED and not call.args and not call.keywords):
            yield f"{source.place}:{call.lineno} is left to chance: {name}"


def mocks(source: Source) -> Iterator[str]:
    for line, module in imported(source.tree):
        if module.partition(".")[0] in MOCKS:
            yield f"{source.place}:{line} imports {module}"


def module_state(source: Source) -> Iterator[str]:
    """Containers of a module that some line of it changes, names rebound by functions, and ambient variables."""
    held = set(_containers(source.tree))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global):
            yield f"{source.place}:{node.lineno} rebinds {', '.join(node.names)}"
        if isinstance(node, ast.Call) and dotted(node.func) in AMBIENT:
            yield f"{source.place}:{node.lineno} has ambient state"
        if (name := _changed(node)) in held:
            yield f"{source.place}:{getattr(node, 'lineno', 0)} changes {name}"


def _containers(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            made = isinstance(node.value, ast.Call) and dotted(node.value.func).rpartition(".")[2] in MAKERS
            if made or isinstance(node.value, CONTAINERS):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (dotted(target) for target in targets)


def _changed(node: ast.AST) -> str:
    match node:
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return dotted(value)
        case ast.AugAssign(target=target):
            return dotted(target)
        case ast.Call(func=ast.Attribute(value=value, attr=attribute)) if attribute in CHANGING:
            return dotted(value)
    return ""


def found(check: Check, *folders: str, besides: tuple[str, ...] = ()) -> list[str]:
    return [each for source in sources(*folders) if not source.place.startswith(besides) for each in check(source)]


def test_errors_are_not_swallowed() -> None:
    assert not found(broad_handlers, "src", "tests", "bench", besides=("src/zhihe/faces/",))


def test_a_process_catches_everything_once_and_at_its_face() -> None:
    faces = Counter(each.split("/")[3] for each in found(broad_handlers, "src/zhihe/faces"))
    assert not {face: count for face, count in faces.items() if count > 1}


def test_no_test_sleeps() -> None:
    assert not found(sleeps, "tests")


def test_no_text_is_run_as_code() -> None:
    assert not found(text_run_as_code, "src", "tests", "bench")


def test_sql_stands_in_the_store() -> None:
    assert not found(sql_texts, "src", besides=("src/zhihe/platform/store/",))


def test_the_network_is_reached_by_connectors() -> None:
    assert not found(network, "src", besides=("src/zhihe/connectors/",))


def test_chance_is_seeded() -> None:
    own = ("src/zhihe/platform/store/identity.py", "src/zhihe/platform/identity/", "src/zhihe/faces/http/frame.py")
    assert not found(unseeded_chance, "src", "tests", besides=own)
    # The plain twins of a benchmark make identities too; nothing they print depends on them.
    assert not [each for each in found(unseeded_chance, "bench") if "uuid" not in each]


def test_no_test_mocks_our_own_code() -> None:
    assert not found(mocks, "src", "tests", "bench")


def test_modules_keep_no_state() -> None:
    assert not found(module_state, "src")


PLANTS: tuple[tuple[Check, str], ...] = (
    (broad_handlers, "try:\n    f()\nexcept Exception:\n    pass"),
    (broad_handlers, "try:\n    f()\nexcept (ValueError, Exception) as error:\n    raise OSError from error"),
    (broad_handlers, "try:\n    f()\nexcept:\n    pass"),
    (broad_handlers, "with contextlib.suppress(Exception):\n    f()"),
    (sleeps, "time.sleep(1)"),
    (sleeps, "async def f():\n    await asyncio.sleep(1)"),
    (text_run_as_code, "eval(text)"),
    (text_run_as_code, "exec(text)"),
    (text_run_as_code, "import pickle"),
    (text_run_as_code, "subprocess.run(text, shell=True)"),
    (sql_texts, "run('select id from item')"),
    (sql_texts, "run(f'UPDATE {table} SET a = 1')"),
    (sql_texts, "run('insert into item values (1)')"),
    (network, "from urllib.request import urlopen"),
    (unseeded_chance, "random.random()"),
    (unseeded_chance, "random.Random()"),
    (unseeded_chance, "np.random.normal()"),
    (unseeded_chance, "np.random.default_rng()"),
    (unseeded_chance, "uuid.uuid4()"),
    (mocks, "from unittest.mock import patch"),
    (module_state, "CACHE = {}\ndef f(key):\n    CACHE[key] = 1"),
    (module_state, "SEEN: set[str] = set()\ndef f(key):\n    SEEN.add(key)"),
    (module_state, "N = 0\ndef f():\n    global N\n    N = 1"),
    (module_state, "HERE = threading.local()"),
)
GOOD: tuple[tuple[Check, str], ...] = (
    (broad_handlers, "try:\n    f()\nexcept BaseException:\n    close()\n    raise"),
    (broad_handlers, "try:\n    f()\nexcept ValueError:\n    g()"),
    (text_run_as_code, "re.compile(text)"),
    (sql_texts, "say('Select the lot first, or update the plan.')"),
    (unseeded_chance, "random.Random(7).random()"),
    (unseeded_chance, "np.random.default_rng(3).normal()"),
    (module_state, "WORDS = {'a': 1}\ndef f():\n    found = dict(WORDS)\n    found['b'] = 2"),
)


@pytest.mark.parametrize(("check", "text"), PLANTS)
def test_a_planted_sin_is_seen(check: Check, text: str) -> None:
    assert list(check(Source("planted.py", text)))


@pytest.mark.parametrize(("check", "text"), GOOD)
def test_what_is_right_passes(check: Check, text: str) -> None:
    assert not list(check(Source("planted.py", text)))
