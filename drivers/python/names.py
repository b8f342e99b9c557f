"""What changed in the user's namespace since the last look: bounded in time, without keeping the user's objects alive."""
from .armour import __builtins__

from time import thread_time
from types import BuiltinFunctionType, FunctionType

from .inert import FUNCTIONS, dict_of_module, is_class, is_module, module_dict, name_of, origin_of
from .keep import Unkept
from .known import Known
from .marks import undisturbed
from .view import signature, size_of, view

LOOK_SECONDS_MAX = 0.020  # of processor time: a machine that is busy with other things leaves out no more
LOOK_FAILED = "the look at it failed: %s"


class Names:
    def __init__(self, namespace, keeper):
        self._namespace = namespace
        self._keeper = keeper
        self._known = Known(namespace)
        self._owed = {}  # names whose blob there was no time for
        self._touched = set()
        self._told, self._fresh, self._large, self._deadline = {}, (), (), 0

    def note(self, cell):
        """A cell ran (None: it did not compile): how it bound its names, and which it mentions."""
        if cell is None:
            return
        self._known.has_run = True
        if cell.binds:
            self._keeper.note(cell)
        for code in (cell.body, cell.last):
            if code is not None:
                self._touched.update(code.co_names)

    def settle_down(self):
        """Takes what is there as known, for instance after a restore."""
        self._known.take()

    @undisturbed
    def look(self):
        """Compares, running none of the user's code. True when there is nothing to `tell`."""
        self._told, self._fresh, self._large = {}, (), ()
        self._deadline = deadline = thread_time() + LOOK_SECONDS_MAX
        added, changed, removed, skipped = self._known.compare(deadline)
        told = self._told
        for what, names in (("added", [name for name, _ in added]), ("changed", [name for name, _ in changed]), ("removed", removed)):
            if names:
                told[what] = names
        for name in removed:
            self._owed.pop(name, None)
        if skipped:
            told["owing"] = True
            told["cut"] = "%d names were not looked at: over %d ms" % (skipped, LOOK_SECONDS_MAX * 1000)
        self._fresh, self._large = changed + added, self._large_touched()
        self._touched.clear()
        return not (told or self._fresh or self._large or self._owed)

    def rest(self, is_awaited):
        """To be called when nobody waits: makes the next look faster."""
        self._known.gather(is_awaited)

    @undisturbed
    def tell(self):
        """The fields of `settled` that speak of names, with what is to be kept."""
        told, self._told = self._told, {}
        fresh, self._fresh = self._fresh, ()
        if fresh:
            told["names"] = {name: self._describe(name, value) for name, value in fresh}
        self._keep(fresh, told, self._deadline)
        return told

    def _keep(self, fresh, told, deadline):
        todo = {name: True for name in self._owed}
        todo.update((name, True) for name, _ in fresh)
        todo.update((name, False) for name in self._large if name not in todo)
        keep, unkept = [], {}
        self._owed = {}
        for name, must in todo.items():
            if name not in self._namespace:
                continue
            if thread_time() > deadline:
                self._owed[name] = True
                if must:
                    unkept[name] = "no time yet: over %d ms" % (LOOK_SECONDS_MAX * 1000)
                continue
            try:
                blob = self._keeper.blob(name, self._namespace[name], deadline, must)
            except Unkept as reason:
                unkept[name] = str(reason)
            except BaseException as error:
                unkept[name] = LOOK_FAILED % name_of(type(error))
            else:
                if blob is not None:
                    keep.append({"name": name, "blob": blob})
        if keep:
            told["keep"] = keep
        if unkept:
            told["unkept"] = unkept
        if self._owed:
            told["owing"] = True

    def _large_touched(self):
        """Names of large values that the last cells, or functions they mention, can have changed in place."""
        touched = set(self._touched)
        for name in self._touched:
            value = self._namespace.get(name)
            if type(value) is FunctionType:
                touched.update(value.__code__.co_names)
        return [name for name in touched if self._known.is_large(name)]

    def _describe(self, name, value):
        kind = type(value)
        kept = {"kind": "variable", "type": name_of(kind)}
        try:
            self._look_closer(name, value, kept)
        except BaseException as error:
            kept["view"] = "<%s object> (%s)" % (name_of(kind), LOOK_FAILED % name_of(type(error)))
        return kept

    def _look_closer(self, name, value, kept):
        kind = type(value)
        module = None
        if is_module(value):
            kept["kind"] = "import"
            kept["view"] = module = _text(dict_of_module(value).get("__name__"))
        elif self._keeper.is_imported(name, value):
            kept["kind"] = "import"
            module, path = origin_of(value) if is_class(value) or id(kind) in FUNCTIONS else (None, name)
            kept["view"] = "%s.%s" % (_text(module), path)
        else:
            if kind is BuiltinFunctionType or self._keeper.is_defined(name, value):
                kept["kind"] = "function"
            kept["view"] = signature(value) if kind is FunctionType else view(value)
        version = None if module is None else _version(module)
        if version:
            kept["version"] = version
        size = size_of(value)
        if size is not None:
            kept["size"] = size


def _text(name):
    return name if type(name) is str else "?"


def _version(module):
    """`__version__` of the package that a module belongs to."""
    held = module_dict(module.partition(".")[0]) if type(module) is str else None
    version = None if held is None else held.get("__version__")
    return version if type(version) is str else None
