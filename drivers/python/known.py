"""What is known of a namespace's names, and what is different now: in a time that hardly grows with what is the same.

A name is compared with its mark, by itself, until it has once been found the same; then it may go into a batch, which is compared as one.
A batch that is not what it was is opened, and its names are compared by themselves again.
"""
from .armour import __builtins__

from operator import is_
from time import monotonic, thread_time

from .batches import Gathering
from .marks import is_same, mark_of, undisturbed

QUIET_MIN = 64  # as many names that were the same are worth a batch
GATHER_SECONDS_MAX = 0.100

_FRESH, _QUIET, _ODD = range(3)  # what a name is that is compared by itself: it was not the same, it was, it cannot be in a batch


def is_mine(name):
    """Whether a name, if it is a text, is one that a user makes."""
    return not (name.startswith("__") and name.endswith("__"))


def _texts_of(namespace):
    return {name: value for name, value in dict(namespace).items() if type(name) is str}


class Known:
    def __init__(self, namespace):
        self._namespace = namespace
        self._marks = {}
        self._batches = []
        self._single = {}
        self._left = []  # names for which the last look had no time
        self.has_run = True  # code of the user's, since the last look: any name may be different
        self._keys = None  # of the namespace at the last look; None: it takes a look at each name to tell what is new

    def take(self):
        """Takes what is there as known."""
        self._marks, self._batches, self._single, self._left, self._keys = {}, [], {}, [], None
        for name, value in _texts_of(self._namespace).items():
            if is_mine(name):
                self._remember(name, value)

    def is_large(self, name):
        """Whether of its value only the length is compared."""
        content = self._marks.get(name, (None, None, None))[2]
        return content.__class__ is tuple and content[0] == "large"

    def compare(self, deadline):
        """What is different since the last time: lists of (name, value) `added` and `changed`, of names `removed`, and how many names
        there was no time for. They come first the next time; where nothing has run since, they are all that there is to look at."""
        if self._left and not self.has_run:
            return self._go_on(deadline)
        self.has_run = False
        there, keys, former = self._namespace, list(self._namespace), self._keys
        are_same = former is not None and len(keys) == len(former) and all(map(is_, keys, former))
        if not are_same:
            there = _texts_of(there)  # a key of the user's own may answer for itself when another is looked for
        left = self._open_batches(there, deadline)
        changed, skipped = self._compare_single(there, deadline)
        left += skipped
        added, removed = [], []
        if not are_same:
            new, removed = self._find_others(there)
            for name in new:
                if thread_time() > deadline:
                    left.append(name)
                else:
                    self._remember(name, there[name])
                    added.append((name, there[name]))
        self._left = left
        self._keys = keys if not left and len(keys) == len(there) else None
        return added, changed, removed, len(left)

    def _go_on(self, deadline):
        there, left, added, changed = _texts_of(self._namespace), self._left, [], []
        self._left = []
        for index, name in enumerate(left):
            if thread_time() > deadline:
                self._left = left[index:]
                break
            if name not in there:
                continue  # the next look tells
            value, mark = there[name], self._marks.get(name)
            if mark is not None and self._is_same(mark, value):
                continue
            (added if mark is None else changed).append((name, value))
            self._remember(name, value)
        return added, changed, [], len(self._left)

    def _open_batches(self, there, deadline):
        """Opens what is not the same. Names that there was no time for."""
        late, same = [], []
        for batch in self._batches:
            if thread_time() > deadline:
                late.append(batch)
            elif batch.is_same(there):
                same.append(batch)
            else:
                self._single.update(dict.fromkeys(batch.names, _QUIET))
        self._batches = late + same
        return [name for batch in late for name in batch.names]

    def _compare_single(self, there, deadline):
        """(what changed, names that there was no time for)"""
        single, changed, skipped = self._single, [], []
        for name, state in list(single.items()):
            mark = self._marks[name]
            value = there.get(name, self)
            if value is self:
                continue
            if mark[0] is value or thread_time() <= deadline and self._is_same(mark, value):
                if state == _FRESH:
                    single[name] = _QUIET
            elif thread_time() > deadline:
                skipped.append(name)
            else:
                self._remember(name, value)
                changed.append((name, value))
        if skipped:
            self._single = {name: single[name] for name in skipped}
            self._single.update(single)
        return changed, skipped

    @staticmethod
    def _is_same(mark, value):
        try:
            return is_same(mark, value)
        except BaseException:  # it is too deep, or a thread changed it meanwhile
            return False

    def _remember(self, name, value):
        try:
            self._marks[name] = mark_of(value)
        except BaseException:  # it is known by its identity
            self._marks[name] = (None, id(value), None)
        self._single[name] = _FRESH

    def _find_others(self, there):
        """(names that are new, names that are gone)"""
        marks = self._marks
        strange = [name for name in there if name not in marks]
        removed = [name for name in marks if name not in there]
        for name in removed:
            self._single.pop(name, None)
            del marks[name]
        return [name for name in strange if is_mine(name)], removed

    @undisturbed
    def gather(self, is_awaited):
        """Puts names that were the same at the last look into batches: one at least, and more until somebody waits."""
        quiet = [name for name, state in self._single.items() if state == _QUIET]
        if len(quiet) < QUIET_MIN:
            return
        until = monotonic() + GATHER_SECONDS_MAX
        gathering = Gathering()
        for name in sorted(quiet, key=self._place_of_type):  # like to like: a level of one sort is compared as it is
            batch = gathering.take(name, self._namespace.get(name), self._marks[name])
            if batch is not None:
                self._put(batch)
                if is_awaited() or monotonic() > until:
                    break
        else:
            if gathering.count >= QUIET_MIN:
                self._put(gathering.rest())
        self._single.update(dict.fromkeys(gathering.odd, _ODD))

    def _place_of_type(self, name):
        return id(type(self._namespace.get(name)))

    def _put(self, batch):
        self._batches.append(batch)
        for name in batch.names:
            self._single.pop(name, None)
