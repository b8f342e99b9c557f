"""A short look at a value that runs none of the user's code: no `__repr__`, no `__len__`, no property."""
from .armour import __builtins__

from collections import OrderedDict, defaultdict, deque
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from itertools import islice
from pathlib import Path, PosixPath, PurePath, PurePosixPath, PureWindowsPath
from re import compile as pattern_of
from sys import getsizeof
from types import FunctionType
from uuid import UUID

from .inert import (FUNCTIONS, IS_TYPE, attributes_of, definition_in, dict_of_module, flags_of, ids, is_library_class,
                    is_library_code, is_module, name_of, origin_of, text_of)

VIEW_CHARS_MAX = 200
INT_BITS_MAX = 600  # about as many digits as a view has room for
ITEMS_MAX = 30
ATTRIBUTES_MAX = 10
LEVELS_MAX = 4

SCALARS = ids((int, float, complex, bool, str, bytes, type(None), type(Ellipsis), range))
CONTAINERS = ids((list, tuple, dict, set, frozenset, deque, OrderedDict, defaultdict, bytearray))
MAPPINGS = ids((dict, OrderedDict, defaultdict))
_BYTES = ids((bytes, bytearray))
_SAFE = ids((date, timedelta, timezone, Decimal, Fraction, UUID, Path, PosixPath, PurePath, PurePosixPath, PureWindowsPath,
             IPv4Address, IPv4Network, IPv6Address, IPv6Network))
_TIMES = ids((datetime, time))
_SORTABLE = ids((int, str))
_Pattern = type(pattern_of(""))
_BRACKETS = {id(list): ("[", "]"), id(tuple): ("(", ")"), id(set): ("{", "}"), id(frozenset): ("frozenset({", "})"),
             id(deque): ("deque([", "])"), id(dict): ("{", "}"), id(OrderedDict): ("OrderedDict({", "})"),
             id(defaultdict): ("defaultdict({", "})")}
_EMPTY = {id(set): "set()", id(frozenset): "frozenset()"}


def shape_of(value):
    """(shape, dtype, bytes) of an array or a table of a known library; None for all else."""
    kind = type(value)
    if not is_library_class(kind) or definition_in(kind, "shape") is None:
        return None
    try:
        size = getattr(value, "nbytes", None)
        return tuple(value.shape), str(getattr(value, "dtype", "")), size if type(size) is int else None
    except Exception:
        return None


def size_of(value):
    """Bytes of the object itself; None where only its own code could tell."""
    kind = type(value)
    if id(kind) in SCALARS or id(kind) in CONTAINERS or kind is FunctionType:
        return getsizeof(value)
    shaped = shape_of(value)
    return shaped and shaped[2]


class _Full(Exception):
    """There is no room for more."""


class _Writer:
    def __init__(self):
        self.parts = []
        self._room = VIEW_CHARS_MAX

    def add(self, text):
        self.parts.append(text)
        self._room -= len(text)
        if self._room < 0:
            raise _Full

    def show(self, value, level):
        kind = type(value)
        if kind is str:
            self.add(_quoted(value))
        elif id(kind) in _BYTES:
            self.add(repr(value[:VIEW_CHARS_MAX]))
        elif id(kind) in SCALARS:
            self.add(_scalar(value, kind))
        elif id(kind) in CONTAINERS:
            self._container(value, kind, level)
        elif _has_safe_repr(value, kind):
            self.add(repr(value))
        else:
            self._instance(value, kind, level)

    def _container(self, value, kind, level):
        if not value:
            return self.add(_EMPTY.get(id(kind)) or "".join(_BRACKETS[id(kind)]))
        begin, end = _BRACKETS[id(kind)]
        self.add(begin)
        if level <= 0:
            self.add("...")
        elif id(kind) in MAPPINGS:
            self._pairs(value.items(), level - 1, lambda key: self.show(key, level - 1), ": ")
        else:
            self._items(value, kind, level - 1)
        self.add(end)

    def _items(self, value, kind, level):
        for index, item in enumerate(islice(_sorted(value, kind), ITEMS_MAX)):
            if index:
                self.add(", ")
            self.show(item, level)
        if len(value) > ITEMS_MAX:
            self.add(", ...")
        elif kind is tuple and len(value) == 1:
            self.add(",")

    def _pairs(self, items, level, show_key, between, most=ITEMS_MAX):
        for index, (key, item) in enumerate(islice(items, most)):
            if index:
                self.add(", ")
            show_key(key)
            self.add(between)
            self.show(item, level)
        if len(items) > most:
            self.add(", ...")

    def _instance(self, value, kind, level):
        if flags_of(kind) & IS_TYPE:
            return self.add("<class %s>" % origin_of(value)[1])
        if id(kind) in FUNCTIONS:
            return self.add("<function %s>" % text_of(value.__qualname__))
        if is_module(value):
            return self.add("<module %s>" % text_of(dict_of_module(value).get("__name__")))
        shaped = shape_of(value)
        if shaped is not None:
            return self.add("<%s %s %s>" % (name_of(kind), "x".join(map(str, shaped[0])) or "scalar", shaped[1]))
        held = attributes_of(value)
        if level <= 0 or not held:
            return self.add("<%s object>" % name_of(kind))
        self.add("%s(" % name_of(kind))
        self._pairs(held.items(), level - 1, lambda key: self.add(text_of(key) or "?"), "=", ATTRIBUTES_MAX)
        self.add(")")


def _scalar(value, kind):
    if kind is int and value.bit_length() > INT_BITS_MAX:
        return "<int of %d bits>" % value.bit_length()
    if kind is range and not type(value.start) is type(value.stop) is type(value.step) is int:
        return "<range>"
    return repr(value)


def _quoted(text):
    """A text's repr; of a long one its beginning and its end."""
    shown = repr(text[:VIEW_CHARS_MAX])
    if len(text) <= VIEW_CHARS_MAX and len(shown) <= VIEW_CHARS_MAX:
        return shown
    head = (VIEW_CHARS_MAX - 3) // 2
    tail = VIEW_CHARS_MAX - 3 - head
    shown = repr(text[:head] + text[len(text) - tail:])
    return shown[:head] + "..." + shown[len(shown) - tail:]


def _sorted(value, kind):
    """A set in an order that lasts, where its items can be compared."""
    if kind is not set and kind is not frozenset or len(value) > ITEMS_MAX:
        return value
    first = type(next(iter(value)))
    if id(first) in _SORTABLE and all(type(item) is first for item in value):
        return sorted(value)
    return value


def _has_safe_repr(value, kind):
    if id(kind) in _TIMES:  # a zone's own code would be asked
        return value.tzinfo is None or type(value.tzinfo) is timezone
    if kind is _Pattern:
        return id(type(value.pattern)) in SCALARS
    return id(kind) in _SAFE and all(is_library_code(definition_in(kind, name)[1]) for name in ("__repr__", "__str__"))


def view(value):
    """At most VIEW_CHARS_MAX characters."""
    writer = _Writer()
    try:
        writer.show(value, LEVELS_MAX)
    except _Full:
        pass
    except Exception:
        return "<%s object>" % name_of(type(value))
    text = "".join(writer.parts)
    return text if len(text) <= VIEW_CHARS_MAX else text[:VIEW_CHARS_MAX - 3] + "..."


def signature(function):
    """`f(a, b=1, *args, c, **kw)`; defaults are shown only if they are scalars."""
    code = function.__code__
    names = code.co_varnames
    count = code.co_argcount
    defaults = function.__defaults__ or ()
    parts = []
    for index, name in enumerate(names[:count]):
        at = index - (count - len(defaults))
        parts.append(name if at < 0 else "%s=%s" % (name, _default(defaults[at])))
        if index + 1 == code.co_posonlyargcount:
            parts.append("/")
    end = count + code.co_kwonlyargcount
    if code.co_flags & 4:
        parts.append("*" + names[end])
        end += 1
    elif code.co_kwonlyargcount:
        parts.append("*")
    for name in names[count:count + code.co_kwonlyargcount]:
        given = (function.__kwdefaults__ or {}).get(name, parts)
        parts.append(name if given is parts else "%s=%s" % (name, _default(given)))
    if code.co_flags & 8:
        parts.append("**" + names[end])
    text = "%s(%s)" % (text_of(function.__name__), ", ".join(parts))
    return text if len(text) <= VIEW_CHARS_MAX else text[:VIEW_CHARS_MAX - 3] + "..."


def _default(value):
    return view(value) if id(type(value)) in SCALARS else "..."
