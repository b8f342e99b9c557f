"""Reading objects without running any code of theirs.

A class of the user's may answer for itself by `__class__`, `__getattribute__`, `__eq__`, `__hash__`, a property, or a
metaclass. So a type is known by its identity and its flags, never by `isinstance` or as a key; an attribute is read by the
interpreter's own descriptors, never by `getattr`; a module is its dict.
"""
from .armour import __builtins__

import os
import sys
from abc import ABCMeta
from enum import EnumMeta
from importlib.machinery import ModuleSpec
from os.path import dirname
from types import BuiltinFunctionType, FunctionType, GetSetDescriptorType, MemberDescriptorType, ModuleType

# Source: Include/object.h, Py_TPFLAGS_…
IS_HEAP, IS_LIST, IS_TUPLE, IS_STR, IS_DICT, IS_ERROR, IS_TYPE = (1 << bit for bit in (9, 25, 26, 28, 29, 30, 31))

_of_type = vars(type)
flags_of = _of_type["__flags__"].__get__
mro_of = _of_type["__mro__"].__get__
space_of = _of_type["__dict__"].__get__
dict_offset_of = _of_type["__dictoffset__"].__get__
_name_of, _qualname_of, _module_of = (_of_type[name].__get__ for name in ("__name__", "__qualname__", "__module__"))
_module_dict = vars(ModuleType)["__dict__"].__get__
_modules = sys.modules

_DICT_SLOTS = frozenset((id(GetSetDescriptorType), id(MemberDescriptorType)))
_METACLASSES = frozenset((id(type), id(ABCMeta), id(EnumMeta)))
_QUIET = _METACLASSES | {id(object)}
_LOUD = ("__getattribute__", "__getattr__", "__hash__", "__eq__", "__name__", "__qualname__", "__dict__", "__reduce_ex__")
_STDLIB = dirname(os.__file__) + "/"
_PACKAGES = ("/site-packages/", "/dist-packages/")
_BUILT_IN = frozenset(sys.builtin_module_names)
# Packages that are no user's code, and whose values are worth their own way of pickling.
_LIBRARIES = frozenset(("numpy", "pandas", "scipy", "polars", "pyarrow", "xarray", "torch", "jax", "jaxlib", "cupy", "dateutil", "pytz"))
_library_classes = {}  # id -> class


def ids(kinds):
    """For `id(type(x)) in …`: a type as a key would be asked for its hash by its metaclass."""
    return frozenset(map(id, kinds))


def text_of(value):
    """A text as exactly a `str`; None for what is none."""
    if type(value) is str:
        return value
    return str.__str__(value) if flags_of(type(value)) & IS_STR else None


def name_of(kind):
    return text_of(_name_of(kind))


def is_class(value):
    return bool(flags_of(type(value)) & IS_TYPE)


def extends(kind, base):
    return any(one is base for one in mro_of(kind))


def is_module(value):
    return extends(type(value), ModuleType)


def has_quiet_metaclass(kind):
    """Whether its metaclass has no say when the class is looked up, compared, or asked for its name."""
    metaclass = type(kind)
    if id(metaclass) in _METACLASSES:
        return True
    if type(metaclass) is not type:
        return False
    return all(id(one) in _QUIET or not any(name in space_of(one) for name in _LOUD) for one in mro_of(metaclass))


def definition_in(kind, name):
    """(class, value): where a class or one that it extends has `name`; None where none has."""
    for one in mro_of(kind):
        space = space_of(one)
        if name in space:
            return one, space[name]
    return None


def attribute_slot(kind):
    """The descriptor that gives the own dict of an instance; None where there is none."""
    for one in mro_of(kind):
        slot = space_of(one).get("__dict__")
        if id(type(slot)) in _DICT_SLOTS:
            return slot
    return None


def attributes_of(value):
    """An instance's own dict; None where there is none."""
    slot = attribute_slot(type(value))
    held = None if slot is None else slot.__get__(value)
    return held if type(held) is dict else None


def module_dict(name):
    """What a module holds that is loaded under this name; None for what is no plain module."""
    module = _modules.get(name) if type(name) is str else None
    return _module_dict(module) if type(module) is ModuleType else None


def loaded_dict(name):
    """The same for a module that is a lazy one, too."""
    module = _modules.get(name)
    return _module_dict(module) if is_module(module) else None


def dict_of_module(module):
    """The same of the module itself, be it a lazy one."""
    return _module_dict(module)


def origin_of(thing):
    """(module, qualified name) as a function or class tells them; anything may stand there."""
    if is_class(thing):
        return _module_of(thing), text_of(_qualname_of(thing))
    return thing.__module__, text_of(thing.__qualname__)


def is_importable(thing):
    """Whether a function or class is what an import of its name gives, without a module's `__getattr__`."""
    module, path = origin_of(thing)
    held = module_dict(module)
    if held is None or path is None:
        return False
    spec = held.get("__spec__")
    if type(spec) is not ModuleSpec and (spec is not None or "__getattr__" in held):
        return False
    first, *rest = path.split(".")
    found = held.get(first)
    for name in rest:
        if not is_class(found) or not has_quiet_metaclass(found):
            return False
        found = space_of(found).get(name)
    return found is thing


def is_library(module):
    """Whether a module of this name belongs to Python, or to a package that is trusted."""
    if type(module) is not str:
        return False
    root = module.partition(".")[0]
    held = module_dict(root)
    file = None if held is None else held.get("__file__")
    if type(file) is not str:
        return held is not None and root in _BUILT_IN
    if any(part in file for part in _PACKAGES):
        return root in _LIBRARIES
    return file.startswith(_STDLIB)


def is_library_class(kind):
    """Whether a class is Python's or a trusted package's own."""
    if id(kind) in _library_classes:
        return True
    if not is_library(_module_of(kind)) or flags_of(kind) & IS_HEAP and not is_importable(kind):
        return False
    _library_classes[id(kind)] = kind
    return True


def home_of(function):
    """The name of the module that a function was compiled in."""
    return function.__globals__.get("__name__")


def is_library_code(value):
    """Of what stands in a class: whether calling it runs none of the user's code."""
    kind = type(value)
    if kind is FunctionType:
        return is_library(home_of(value))
    if kind is classmethod or kind is staticmethod:
        return is_library_code(value.__func__)
    return not flags_of(kind) & IS_HEAP and kind is not property


FUNCTIONS = ids((FunctionType, BuiltinFunctionType))
