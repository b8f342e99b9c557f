"""What changed in the user's namespace since the last look: bounded in time, without keeping the user's objects alive."""
from .armour import __builtins__

import sys
from time import monotonic
from types import BuiltinFunctionType, FunctionType, ModuleType
from weakref import ref

from .keep import Unkept
from .view import CONTAINERS, SCALARS, attributes_of, shape_of, signature, size_of, view

LOOK_SECONDS_MAX = 0.020
CONTENT_BYTES_MAX = 4096
_ITEM_BYTES = 8  # what one item counts towards CONTENT_BYTES_MAX at the least
_FUNCTIONS = (FunctionType, BuiltinFunctionType)


class _Large(Exception):
    """There is more content than is compared."""


def _content(value):
    """A tuple that is equal as long as type, length, shape and content (up to 4 KiB, then only the outermost length) are."""
    found = [type(value)]
    try:
        _walk(value, found)
    except _Large:
        return "large", type(value), _length(value)
    return tuple(found)


def _walk(value, found):
    room = CONTENT_BYTES_MAX
    todo = [value]
    while todo:
        one = todo.pop()
        kind = type(one)
        found.append(kind)
        if kind in SCALARS:
            room -= len(one) if kind is str or kind is bytes else _ITEM_BYTES
            found.append(one)
        else:
            parts = _parts(one, kind, found)
            room -= _ITEM_BYTES * (len(parts) + 1)
            if room > 0:
                todo.extend(parts)
        if room < 0:
            raise _Large


def _parts(one, kind, found):
    """What is to be compared of an object that is not a scalar: its items, its attributes, or its identity only."""
    length = _length(one)
    if length is not None:
        found.append(length)
        if length * _ITEM_BYTES > CONTENT_BYTES_MAX:
            raise _Large
        if kind is bytearray:
            return (bytes(one),)
        if isinstance(one, dict):
            return [part for item in dict.items(one) for part in item]
        return list(one) if kind in CONTAINERS else list(_base(one).__iter__(one))
    if isinstance(one, (type, ModuleType) + _FUNCTIONS):
        found.append(id(one))
        return ()
    shaped = shape_of(one)
    if shaped is not None:
        found.append(shaped)
        if shaped[2] is None or shaped[2] > CONTENT_BYTES_MAX:
            raise _Large
        return (one.tobytes(),) if hasattr(type(one), "tobytes") else ()
    found.append(id(one))
    held = attributes_of(one)
    return () if held is None else [part for item in held.items() for part in item]


def _base(value):
    for base in (list, tuple, set, frozenset):
        if isinstance(value, base):
            return base
    return None


def _length(value):
    """Length of a builtin container or of one derived from it, by the builtin's own method; None for all else."""
    if type(value) in CONTAINERS:
        return len(value)
    if isinstance(value, dict):
        return dict.__len__(value)
    base = _base(value)
    return None if base is None else base.__len__(value)


def _mark(value):
    """(held, id, content): `held` is a small scalar itself, or a weak reference, or None (then an id may be reused)."""
    kind = type(value)
    if kind in SCALARS and (kind is not str and kind is not bytes or len(value) <= CONTENT_BYTES_MAX):
        return value, None, None
    if kind in SCALARS:
        return None, id(value), (kind, len(value), value[:64], value[-64:], value[len(value) // 2:][:64])
    try:
        held = ref(value)
    except TypeError:
        held = None
    if kind is FunctionType or isinstance(value, (type, ModuleType)):
        return held, id(value), None
    return held, id(value), _content(value)


def _is_same(mark, value):
    held, ident, content = mark
    if ident is None:
        return held is value
    if ident != id(value) or held is not None and held() is not value:
        return False
    if content is None:
        return True
    return content == (_mark(value)[2] if type(value) in SCALARS else _content(value))


def _is_mine(name):
    return not (name.startswith("__") and name.endswith("__"))


class Names:
    def __init__(self, namespace, keeper):
        self._namespace = namespace
        self._keeper = keeper
        self._marks = {}
        self._owed = {}  # names whose blob there was no time for
        self._touched = set()
        self._told, self._fresh, self._large, self._deadline = {}, (), (), 0

    def note(self, cell):
        """A cell ran (None: it did not compile): how it bound its names, and which it mentions."""
        if cell is None:
            return
        if cell.binds:
            self._keeper.note(cell)
        for code in (cell.body, cell.last):
            if code is not None:
                self._touched.update(code.co_names)

    def settle_down(self):
        """Takes what is there as known, for instance after a restore."""
        self._marks = {name: _mark(value) for name, value in dict(self._namespace).items()
                       if name.__class__ is str and _is_mine(name)}

    def look(self):
        """Compares, running none of the user's code. True when there is nothing to `tell`."""
        self._told, self._fresh, self._large = {}, (), ()
        self._deadline = deadline = monotonic() + LOOK_SECONDS_MAX
        marks, there = self._marks, dict(self._namespace)
        added, changed, fresh, skipped, known = [], [], [], 0, 0
        for name, value in there.items():
            if name.__class__ is not str:
                continue
            mark = marks.get(name)
            if mark is not None:
                known += 1
                if mark[0] is value:
                    continue
            elif not _is_mine(name):
                continue
            if monotonic() > deadline:
                skipped += 1
                continue
            try:
                if mark is None:
                    added.append(name)
                elif _is_same(mark, value):
                    continue
                else:
                    changed.append(name)
                marks[name] = _mark(value)
            except RuntimeError:  # a thread changed it meanwhile: it will be looked at again
                marks[name] = (None, id(value), None)
            fresh.append((name, value))
        told = self._told
        if len(marks) > known + len(added):
            self._find_gone(there, told)
        if added:
            told["added"] = added
        if changed:
            told["changed"] = changed
        if skipped:
            told["cut"] = "%d names were not looked at: over %d ms" % (skipped, LOOK_SECONDS_MAX * 1000)
        self._fresh, self._large = fresh, self._large_touched()
        self._touched.clear()
        return not (told or fresh or self._large or self._owed)

    def tell(self):
        """The fields of `settled` that speak of names, with what is to be kept: may run the user's pickling code."""
        told, self._told = self._told, {}
        fresh, self._fresh = self._fresh, ()
        if fresh:
            told["names"] = {name: self._describe(name, value) for name, value in fresh}
        self._keep(fresh, told, self._deadline)
        return told

    def _find_gone(self, there, told):
        gone = [name for name in self._marks if name not in there]
        for name in gone:
            del self._marks[name]
            self._owed.pop(name, None)
        if gone:
            told["removed"] = gone

    def _keep(self, fresh, told, deadline):
        todo = {name: True for name in self._owed}
        todo.update((name, True) for name, _ in fresh)
        todo.update((name, False) for name in self._large if name not in todo)
        keep, unkept = [], {}
        self._owed = {}
        for name, must in todo.items():
            if name not in self._namespace:
                continue
            if monotonic() > deadline:
                self._owed[name] = True
                if must:
                    unkept[name] = "no time yet: over %d ms" % (LOOK_SECONDS_MAX * 1000)
                continue
            try:
                blob = self._keeper.blob(name, self._namespace[name], deadline, must)
            except Unkept as reason:
                unkept[name] = str(reason)
            else:
                if blob is not None:
                    keep.append({"name": name, "blob": blob})
        if keep:
            told["keep"] = keep
        if unkept:
            told["unkept"] = unkept

    def _large_touched(self):
        """Names of large values that the last cells, or functions they mention, can have changed in place."""
        touched = set(self._touched)
        for name in self._touched:
            value = self._namespace.get(name)
            if type(value) is FunctionType:
                touched.update(value.__code__.co_names)
        return [name for name in touched if self._is_large(name)]

    def _is_large(self, name):
        content = self._marks.get(name, (None, None, None))[2]
        return content.__class__ is tuple and content[0] == "large"

    def _describe(self, name, value):
        kind = type(value)
        kept = {"kind": "variable", "type": kind.__name__}
        if kind is ModuleType:
            kept["kind"] = "import"
            kept["view"] = str(value.__dict__.get("__name__"))
        elif self._keeper.is_imported(name, value):
            kept["kind"] = "import"
            kept["view"] = "%s.%s" % (getattr(value, "__module__", "?"), getattr(value, "__qualname__", name))
        else:
            if kind is BuiltinFunctionType or self._keeper.is_defined(name, value):
                kept["kind"] = "function"
            kept["view"] = signature(value) if kind is FunctionType else view(value)
        version = _version(value) if kept["kind"] == "import" else None
        if version:
            kept["version"] = version
        size = size_of(value)
        if size is not None:
            kept["size"] = size
        return kept


def _version(value):
    """`__version__` of the package a module, function or class comes from."""
    name = value.__dict__.get("__name__") if type(value) is ModuleType else getattr(value, "__module__", None)
    if name.__class__ is not str:
        return None
    root = sys.modules.get(name.partition(".")[0])
    version = root.__dict__.get("__version__") if type(root) is ModuleType else None
    return version if version.__class__ is str else None
