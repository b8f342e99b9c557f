"""A value to its pickle, without running any of the user's code.

Exact builtins are the pickler's own business; of everything else it asks `reducer_override` first. There a type of Python's own or of a
trusted package goes its own way; an instance of a class of the user's is taken apart by the interpreter's own descriptors, and
goes as what it extends, its attributes and its slots. What can only be taken apart by code of the user's is Unkept.
"""
from .armour import __builtins__

from _pickle import Pickler, dumps
from copyreg import _reconstructor, dispatch_table
from enum import EnumMeta
from sys import getrecursionlimit, getsizeof, setrecursionlimit
from time import thread_time
from types import BuiltinFunctionType, FunctionType, MemberDescriptorType, MethodType, ModuleType

from .flusher import user_threads
from .inert import (FUNCTIONS, IS_ERROR, IS_HEAP, IS_TYPE, attributes_of, definition_in, dict_offset_of, flags_of, has_quiet_metaclass,
                    home_of, ids, is_importable, is_library_class, is_library_code, mro_of, name_of, origin_of, space_of)
from .view import SCALARS, shape_of

BLOB_CHARS_MAX = 1024 * 1024
PICKLE_BYTES_MAX = BLOB_CHARS_MAX // 4 * 3 - 1024
PROTOCOL = 4
FRAMES_MAX = 1000  # the pickler calls itself on the C stack, which ends before a limit of the user's may

_HOOKS = ("__reduce_ex__", "__reduce__", "__getstate__", "__getnewargs_ex__", "__getnewargs__")
_REPLACED = frozenset(("collections", "dataclasses"))  # whose hooks on named tuples and slots do what is done here
_EMPTY = {id(list): list, id(dict): dict, id(set): set, id(frozenset): frozenset, id(tuple): tuple, id(str): str, id(int): int,
          id(float): float, id(complex): complex, id(bytes): bytes, id(bytearray): bytearray}
_BY_ITEMS = ids((list, dict))
_COPIES = {id(set): set.__or__, id(frozenset): frozenset.__or__, id(tuple): tuple.__getitem__, id(str): str.__str__, id(int): int.__int__,
           id(float): float.__float__, id(complex): complex.__pos__, id(bytes): bytes.__getitem__, id(bytearray): bytearray.copy}
_WHOLE = slice(None)
_ARGUMENTS = {id(set): (frozenset(),), id(frozenset): (frozenset(),), id(tuple): (_WHOLE,), id(bytes): (_WHOLE,)}


class Unkept(Exception):
    """Why a name cannot be carried."""


class _Sink:
    def __init__(self):
        self.parts = []
        self.size = 0

    def write(self, data):
        self.size += len(data)
        if self.size > PICKLE_BYTES_MAX:
            raise Unkept("its pickle is larger than %d bytes" % PICKLE_BYTES_MAX)
        self.parts.append(bytes(data))


def pickled(value, deadline):
    """The pickle as bytes. Throws Unkept."""
    if id(type(value)) in SCALARS and getsizeof(value) <= PICKLE_BYTES_MAX:
        return dumps(value, PROTOCOL)
    sink = _Sink()
    limit = getrecursionlimit()
    if limit > FRAMES_MAX and user_threads() == 0:
        setrecursionlimit(FRAMES_MAX)
    try:
        _Inert(sink, deadline).dump(value)
    except Unkept:
        raise
    except BaseException as error:
        raise Unkept(("%s" % error)[:200] or name_of(type(error)))
    finally:
        setrecursionlimit(limit)
    return b"".join(sink.parts)


class _Inert(Pickler):
    """Ends with Unkept where code of the user's would run, or when the pickle grows, or lasts, too long."""

    def __init__(self, sink, deadline):
        super().__init__(sink, PROTOCOL)
        self._deadline = deadline
        self._plans = {}  # id of a class -> (what it extends, its slots)

    def reducer_override(self, one):
        if thread_time() > self._deadline:
            raise Unkept("it takes too long to pickle")
        kind = type(one)
        flags = flags_of(kind)
        if flags & IS_TYPE or id(kind) in FUNCTIONS:
            return _by_name(one, kind)
        if kind is MethodType and type(one.__func__) is not FunctionType or kind is ModuleType:
            raise Unkept("cannot pickle '%s' object" % name_of(kind))
        if flags & IS_HEAP and not has_quiet_metaclass(kind) and not is_library_class(type(kind)):
            raise Unkept("its class %s has a metaclass of its own" % name_of(kind))
        reducer = dispatch_table.get(kind)
        if reducer is not None and not is_library_code(reducer):
            raise Unkept("how a %s is pickled is code of the session's" % name_of(kind))
        if flags & IS_HEAP and reducer is None and not (is_library_class(kind) and _has_own_way(kind)):
            return self._apart(one, kind, flags)
        return _own_way(one, kind)

    def _apart(self, one, kind, flags):
        plan = self._plans.get(id(kind))
        if plan is None:
            plan = self._plans[id(kind)] = _plan(kind)
        base, slots = plan
        held = attributes_of(one)
        if held is None and dict_offset_of(kind):
            raise Unkept("the attributes of a %s cannot be read" % name_of(kind))
        if base is EnumMeta:
            return kind, (held["_value_"],)
        if flags & IS_ERROR:
            return definition_in(base, "__reduce__")[1].__get__(one)()
        state = {name: slot.__get__(one) for name, slot in slots if _is_set(slot, one)} or None
        state = held or None if state is None else (held or None, state)
        if base is object:
            return _reconstructor, (kind, object, None), state
        if id(base) in _BY_ITEMS:
            items = (None, iter(dict.items(one))) if base is dict else (list.__iter__(one), None)
            return (_reconstructor, (kind, base, base()), state) + items
        bare = _COPIES[id(base)](one, *_ARGUMENTS.get(id(base), ()))
        return _reconstructor, (kind, base, bare), state


def _by_name(one, kind):
    if kind is BuiltinFunctionType and type(one.__self__) is not ModuleType and one.__self__ is not None:
        return NotImplemented
    if not flags_of(kind) & IS_TYPE or has_quiet_metaclass(one) or is_library_class(kind):
        if is_importable(one):
            return NotImplemented
    raise Unkept("%s is not found where it says that it is defined" % origin_of(one)[1])


def _own_way(one, kind):
    held = attributes_of(one)
    if held and any(hook in held for hook in _HOOKS):
        raise Unkept("how it is pickled is code of the session's")
    shaped = shape_of(one)
    if shaped is not None and (shaped[2] or 0) > PICKLE_BYTES_MAX:
        raise Unkept("%d bytes are too many to keep" % shaped[2])
    return NotImplemented


def _has_own_way(kind):
    """Whether a class of Python's or of a package says itself how it is pickled."""
    hooks = [found for found in (definition_in(kind, hook) for hook in _HOOKS) if found and found[0] is not object]
    if not all(is_library_code(value) for _, value in hooks):
        raise Unkept("how a %s is pickled is code of the session's" % name_of(kind))
    return bool(hooks)


def _plan(kind):
    """(what instances of a class of the user's extend, its slots). Throws Unkept."""
    base, slots = None, []
    is_enum = type(kind) is EnumMeta
    for one in mro_of(kind):
        if not flags_of(one) & IS_HEAP:
            base = base or one
            continue
        space = space_of(one)
        for hook in _HOOKS:
            if hook in space and not (is_library_code if is_enum else _is_replaced)(space[hook]):
                raise Unkept("its class %s has a %s of its own" % (name_of(one), hook))
        slots += [(name, slot) for name, slot in space.items() if type(slot) is MemberDescriptorType]
    if is_enum:
        return EnumMeta, ()
    if flags_of(base) & IS_ERROR and not slots or base is object or id(base) in _EMPTY:
        return base, slots
    raise Unkept("its class %s extends %s" % (name_of(kind), name_of(base)))


def _is_replaced(hook):
    return type(hook) is FunctionType and home_of(hook) in _REPLACED and is_library_code(hook)


def _is_set(slot, one):
    try:
        slot.__get__(one)
    except AttributeError:
        return False
    return True
