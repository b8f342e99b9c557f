"""Many marks (marks.py) compared at once, at the speed of C: of names that have not changed for a while.

A batch holds what the marks of its names hold, level by level: the values, then what is in them, and so on. On each level one comparison
by identity takes all scalars, one all lengths, and so on. Where everything is identical, each mark is the same; where anything is not,
or cannot be told, the marks themselves are asked. So a batch decides nothing that a mark would decide otherwise, and like them it keeps
none of the user's objects alive, and asks none of them.
"""
from .armour import __builtins__

from itertools import chain
from operator import is_, itemgetter
from weakref import ref

from .inert import FUNCTIONS, IS_TYPE, attribute_slot, attributes_of, flags_of, is_module
from .marks import is_same, length_of, types_of
from .view import CONTAINERS, MAPPINGS, SCALARS, shape_of

NAMES_MAX = 128
PARTS_MAX = 4096  # of all values of a batch together: it is compared in a millisecond or less
LEVELS_MAX = 8

_SCALAR, _IDENTITY, _HOLDER, _ITEMS, _PAIRS = range(5)
_flat = chain.from_iterable
_referent = ref.__call__


class Odd(Exception):
    """What can only be compared by itself."""


def _sort_of(one):
    """How a part is compared, as `_parts` of marks.py does. Throws Odd."""
    kind = type(one)
    if id(kind) in SCALARS:
        return _SCALAR
    if id(kind) in MAPPINGS:
        return _PAIRS
    if id(kind) in CONTAINERS and kind is not bytearray:
        return _ITEMS
    if flags_of(kind) & IS_TYPE or id(kind) in FUNCTIONS or is_module(one):
        return _IDENTITY
    if length_of(one) is not None or shape_of(one) is not None:
        raise Odd
    return _IDENTITY if attributes_of(one) is None else _HOLDER


def _inside(one, sort):
    if sort == _ITEMS:
        return list(one)
    if sort == _PAIRS:
        return [*one, *dict.values(one)]
    return [attributes_of(one)] if sort == _HOLDER else ()


def _is_bare(mark):
    """It is compared by identity alone."""
    return mark[2] is None


def weigh(mark, value):
    """How many parts are compared of a value whose mark is this. Throws Odd."""
    if not _is_bare(mark) and (mark[2][0] == "large" or id(type(value)) in SCALARS):
        raise Odd
    parts, count = () if _is_bare(mark) else [value], 1
    for _ in range(LEVELS_MAX):
        if SCALARS.issuperset(types_of(parts)):
            parts = ()
            break
        parts = [inner for part in parts for inner in _inside(part, _sort_of(part))]
        count += len(parts)
        if count > PARTS_MAX:
            raise Odd
    if parts or not is_same(mark, value):  # it is too deep, or a thread is at it
        raise Odd
    return count


def _picker(keys):
    """What takes these of a list or dict, as a tuple."""
    if len(keys) == 1:
        return lambda parts, key=keys[0]: (parts[key],)
    return itemgetter(*keys) if keys else lambda parts: ()


def _some(indices, parts):
    """The same of as many parts as these, all of which may be taken as they are."""
    return _picker(indices) if len(indices) < len(parts) else lambda parts: parts


class _Level:
    """What is compared of the parts of one level, and how to come to the next."""

    __slots__ = ("_scalars", "_held", "_known", "_ids", "_kinds", "_holders", "_items", "_pairs", "_builtins", "_lengths")

    def __init__(self, parts, sorts):
        at = [[index for index, found in enumerate(sorts) if found == sort] for sort in range(5)]
        self._scalars = _some(at[_SCALAR], parts)
        self._held = list(self._scalars(parts))
        self._known = _some(at[_IDENTITY] + at[_HOLDER], parts)
        known = self._known(parts)
        self._ids, self._kinds = list(map(id, known)), types_of(known)
        groups = {}
        for index in at[_HOLDER]:
            groups.setdefault(id(type(parts[index])), []).append(index)
        self._holders = [_some(group, parts) for group in groups.values()]
        self._items, self._pairs = _some(at[_ITEMS], parts), _some(at[_PAIRS], parts)
        containers = [*self._items(parts), *self._pairs(parts)]
        self._builtins, self._lengths = list(map(type, containers)), list(map(len, containers))

    def compare(self, parts):
        """The parts of the next level; None where one of these is not what it was."""
        if self._held and not all(map(is_, self._scalars(parts), self._held)):
            return None
        inner = []
        if self._ids:
            known = self._known(parts)
            if list(map(id, known)) != self._ids or types_of(known) != self._kinds:
                return None
            for pick in self._holders:
                group = pick(parts)
                inner += map(attribute_slot(type(group[0])).__get__, group)
        if self._lengths:
            items, pairs = self._items(parts), self._pairs(parts)
            containers = [*items, *pairs] if items and pairs else items or pairs
            if not all(map(is_, map(type, containers), self._builtins)) or list(map(len, containers)) != self._lengths:
                return None
            inner += _flat(items)
            inner += _flat(pairs)
            inner += _flat(map(dict.values, pairs))
        return inner


class Batch:
    """`names` with values that `weigh` takes."""

    __slots__ = ("names", "_pick", "_bound", "_ids", "_referring", "_references", "_levels")

    def __init__(self, names, values, marks):
        self.names = names
        self._pick = _picker(names)
        bound = [index for index, mark in enumerate(marks) if mark[1] is not None]
        self._bound, self._ids = _some(bound, values), [marks[index][1] for index in bound]
        referring = [index for index in bound if marks[index][0] is not None]  # None in the place of a dead one has another id
        self._referring, self._references = _some(referring, values), [marks[index][0] for index in referring]
        self._levels = []
        parts = values
        sorts = [_SCALAR if mark[1] is None else None if _is_bare(mark) else _sort_of(value) for mark, value in zip(marks, values)]
        while parts:
            self._levels.append(_Level(parts, sorts))
            parts = self._levels[-1].compare(parts)
            if parts is None:
                raise Odd
            sorts = [_SCALAR] * len(parts) if SCALARS.issuperset(types_of(parts)) else list(map(_sort_of, parts))

    def is_same(self, namespace):
        """Whether all marks are the same for what the names are bound to in a dict of texts."""
        try:
            parts = self._pick(namespace)
            if self._ids and list(map(id, self._bound(parts))) != self._ids:
                return False
            if not all(map(is_, map(_referent, self._references), self._referring(parts))):
                return False
            for level in self._levels:
                parts = level.compare(parts)
                if parts is None:
                    return False
        except Exception:  # one of them is gone, or a thread is at it
            return False
        return not parts


class Gathering:
    """Takes names one by one until there are enough for a batch. `odd`: those that cannot be compared with others."""

    def __init__(self):
        self.odd = []
        self._members, self._weight = [], 0

    @property
    def count(self):
        """Names that have been taken since the last batch."""
        return len(self._members)

    def take(self, name, value, mark):
        """A batch when it is complete, else None."""
        try:
            self._weight += weigh(mark, value)
        except Exception:
            self.odd.append(name)
            return None
        self._members.append((name, value, mark))
        full = len(self._members) == NAMES_MAX or self._weight > PARTS_MAX
        return self.rest() if full else None

    def rest(self):
        """A batch of what has been taken since the last one."""
        members, self._members, self._weight = self._members, [], 0
        return Batch(*map(list, zip(*members)))
