"""What a value was at the last look, so that the next one can tell a change; it keeps none of the user's objects alive."""
from .armour import __builtins__

from gc import disable as pause_collector, enable as resume_collector, isenabled as collects
from types import FunctionType
from weakref import ref

from .inert import FUNCTIONS, IS_DICT, IS_LIST, IS_TUPLE, IS_TYPE, attributes_of, extends, flags_of, is_class, is_module
from .view import CONTAINERS, SCALARS, shape_of

CONTENT_BYTES_MAX = 4096
_ITEM_BYTES = 8  # what one item counts towards CONTENT_BYTES_MAX at the least
_TEXTS = frozenset((id(str), id(bytes)))


class _Large(Exception):
    """There is more content than is compared."""


def _content(value):
    """A tuple that is equal as long as type, length, shape and content (up to 4 KiB, then only the outermost length) are."""
    found = [id(type(value))]
    try:
        _walk(value, found)
    except _Large:
        return "large", id(type(value)), length_of(value)
    return tuple(found)


def _walk(value, found):
    room = CONTENT_BYTES_MAX
    todo = [value]
    while todo:
        one = todo.pop()
        kind = type(one)
        found.append(id(kind))
        if id(kind) in SCALARS:
            room -= _bytes_of(one)
            found.append(one)
        else:
            parts = _parts(one, kind, found)
            room -= _ITEM_BYTES * (len(parts) + 1)
            kinds = types_of(parts)
            if SCALARS.issuperset(kinds):
                found += kinds
                found += parts
                room -= _ITEM_BYTES * len(parts) if _TEXTS.isdisjoint(kinds) else sum(map(_bytes_of, parts))
            elif room > 0:
                todo.extend(parts)
        if room < 0:
            raise _Large


def _bytes_of(scalar):
    return len(scalar) if id(type(scalar)) in _TEXTS else _ITEM_BYTES


def types_of(parts):
    return list(map(id, map(type, parts)))


def _parts(one, kind, found):
    """What is to be compared of an object that is not a scalar: its items, its attributes, or its identity only."""
    length = length_of(one)
    if length is not None:
        found.append(length)
        if length * _ITEM_BYTES > CONTENT_BYTES_MAX:
            raise _Large
        if kind is bytearray:
            return (bytes(one),)
        if flags_of(kind) & IS_DICT:
            return [part for item in dict.items(one) for part in item]
        return list(one) if id(kind) in CONTAINERS else list(_base(kind).__iter__(one))
    if flags_of(kind) & IS_TYPE or id(kind) in FUNCTIONS or is_module(one):
        found.append(id(one))
        return ()
    shaped = shape_of(one)
    if shaped is not None:
        found.append(shaped)
        if shaped[2] is None or shaped[2] > CONTENT_BYTES_MAX:
            raise _Large
        return (one.tobytes(),) if hasattr(kind, "tobytes") else ()
    found.append(id(one))
    held = attributes_of(one)
    return () if held is None else [part for item in held.items() for part in item]


def _base(kind):
    flags = flags_of(kind)
    if flags & IS_LIST:
        return list
    if flags & IS_TUPLE:
        return tuple
    return set if extends(kind, set) else frozenset if extends(kind, frozenset) else None


def length_of(value):
    """Length of a builtin container or of one derived from it, by the builtin's own method; None for all else."""
    kind = type(value)
    if id(kind) in CONTAINERS:
        return len(value)
    if flags_of(kind) & IS_DICT:
        return dict.__len__(value)
    base = _base(kind)
    return None if base is None else base.__len__(value)


def mark_of(value):
    """(held, id, content): `held` is a small scalar itself, or a weak reference, or None (then an id may be reused)."""
    kind = type(value)
    if id(kind) in SCALARS:
        if id(kind) not in _TEXTS or len(value) <= CONTENT_BYTES_MAX:
            return value, None, None
        return None, id(value), (id(kind), len(value), value[:64], value[-64:], value[len(value) // 2:][:64])
    try:
        held = ref(value)
    except TypeError:
        held = None
    if kind is FunctionType or is_class(value) or is_module(value):
        return held, id(value), None
    return held, id(value), _content(value)


def is_same(mark, value):
    held, ident, content = mark
    if ident is None:
        return held is value
    if ident != id(value) or held is not None and held() is not value:
        return False
    if content is None:
        return True
    return content == (mark_of(value)[2] if id(type(value)) in SCALARS else _content(value))


def undisturbed(look):
    """Makes a method during which nothing of the user's is collected: its finalizers run in a run."""

    def quietly(self, *args):
        collecting = collects()
        pause_collector()
        try:
            return look(self, *args)
        finally:
            if collecting:
                resume_collector()

    return quietly
