"""To each run what its threads and tasks print, also when later runs go on.

Nothing of this is in place until a run has left a thread or a task: then that run's pipes stay open as its *outlet*, and the
streams ask who prints. A task, and what it gives to `to_thread`, is known by its context; a thread by its identity; a thread that
a thread starts, and what is given to a pool, belongs to the run of the one who did it. What is written past the streams
(os.write, C code, a child process) goes to the descriptors of the present run.
"""
from .armour import __builtins__

import _thread
import sys
import threading
from _thread import get_ident
from asyncio import all_tasks
from contextvars import ContextVar
from io import TextIOWrapper
from os import close
from sys import _current_frames as current_frames

from .channel import HELD_ERR, HELD_OUT, high_dup
from .flusher import is_own, user_threads

_context = ContextVar("outlet")
_owners = {}  # thread ident -> Outlet
_write, _writelines, _flush, _fileno = TextIOWrapper.write, TextIOWrapper.writelines, TextIOWrapper.flush, TextIOWrapper.fileno
_buffer = TextIOWrapper.buffer.__get__


class Outlet:
    """One run; `out` and `err` are set while it is over and something of it may print."""

    __slots__ = ("out", "err", "fds", "tasks", "_begun")

    def __init__(self):
        self.out = self.err = None
        self.fds = self.tasks = ()
        self._begun = set()

    def stream(self, name, former):
        """Its own stream. A print may have begun in the former one, which the run had while it went on: that comes first."""
        if name not in self._begun:
            self._begun.add(name)
            try:
                _flush(former)
            except (OSError, ValueError):
                pass
        return getattr(self, name)


def _printing():
    """The outlet of whoever calls; None for the present run."""
    outlet = _context.get(None)
    if outlet is None:
        outlet = _owners.get(get_ident())
    return outlet if outlet is not None and outlet.out is not None else None


class Stream(TextIOWrapper):
    """A TextIOWrapper, but one whose class may change."""

    __slots__ = ()


def _routed(name):
    class Routed(Stream):
        __slots__ = ()

        def write(self, text):
            outlet = _printing()
            if outlet is None:
                return _write(self, text)
            stream = outlet.stream(name, self)
            count = stream.write(text)
            stream.flush()
            return count

        def writelines(self, lines):
            outlet = _printing()
            if outlet is None:
                return _writelines(self, lines)
            stream = outlet.stream(name, self)
            stream.writelines(lines)
            stream.flush()

        def flush(self):
            outlet = _printing()
            return _flush(self) if outlet is None else getattr(outlet, name).flush()

        def fileno(self):
            outlet = _printing()
            return _fileno(self) if outlet is None else getattr(outlet, name).fileno()

        @property
        def buffer(self):
            outlet = _printing()
            return _buffer(self) if outlet is None else getattr(outlet, name).buffer

    return Routed


RoutedOut, RoutedErr = _routed("out"), _routed("err")
for kind in (Stream, RoutedOut, RoutedErr):
    kind.__module__, kind.__name__, kind.__qualname__ = TextIOWrapper.__module__, TextIOWrapper.__name__, TextIOWrapper.__qualname__


class Late:
    """The outlets. `make(fd, mode, name, errors, line_buffering)` makes a text stream."""

    def __init__(self, make):
        self._make = make
        self.kind = Stream  # of streams that nobody is routed by
        self.held = []
        self.current = Outlet()
        self.loop = None  # where the run's tasks are, once it has awaited
        self._undo = []

    def kind_of(self, fd):
        if not self.held:
            return self.kind
        return RoutedOut if fd == 1 else RoutedErr

    def begin(self):
        self.current = Outlet()
        self.loop = None

    def awaiting(self, loop):
        """The run is about to use this event loop; returns what ends that."""
        self.loop = loop
        token = _context.set(self.current)
        return lambda: _context.reset(token)

    @property
    def descriptors(self):
        """Of the newest run that left something."""
        return self.held[-1].fds if self.held else None

    def leaves(self):
        """Whether the present run leaves a thread or a task."""
        if user_threads() > 0 and (not self.held or self._strays()):
            return True
        return self.loop is not None and bool(self._tasks())

    def _strays(self):
        mine = get_ident()
        return [ident for ident in current_frames() if ident != mine and not is_own(ident) and _owners.get(ident, self.current) is self.current]

    def _tasks(self):
        if self.loop.is_closed():
            return ()
        known = {task for outlet in self.held for task in outlet.tasks}
        return tuple(all_tasks(self.loop) - known)

    def hold(self, out, err, errors):
        """The present run ends, and keeps its pipes. `errors`: how stdout treats what cannot be encoded."""
        outlet = self.current
        if outlet.out is not None:
            return
        if self.loop is not None:
            outlet.tasks = self._tasks()
        outlet.fds = fds = (high_dup(1, HELD_OUT), high_dup(2, HELD_ERR))
        outlet.err = self._make(fds[1], "w", "<stderr>", "backslashreplace")
        outlet.out = self._make(fds[0], "w", "<stdout>", errors)
        for ident in self._strays():
            _owners[ident] = outlet
        if not self.held:
            self._install()
        self.held.append(outlet)
        self._route(out, err, RoutedOut, RoutedErr)

    def tend(self, out, err):
        """Lets go of the pipes of runs of which nothing is left; true when there were such."""
        alive = current_frames()
        for ident in list(_owners):
            if ident not in alive:
                _owners.pop(ident, None)
        present = set(map(id, _owners.values()))
        over = [outlet for outlet in self.held
                if id(outlet) not in present and all(task.done() for task in outlet.tasks)]
        for outlet in over:
            self.held.remove(outlet)
            self._close(outlet)
        if over and not self.held:
            self._route(out, err, self.kind, self.kind)
            while self._undo:
                self._undo.pop()()
        return bool(over)

    def forget(self):
        """User code closed all descriptors."""
        for outlet in self.held:
            outlet.out = outlet.err = None
        self.held.clear()

    def _close(self, outlet):
        outlet.out = outlet.err = None
        for fd in outlet.fds:
            try:
                close(fd)
            except OSError:
                pass

    def _route(self, out, err, out_kind, err_kind):
        for stream, kind in ((out, out_kind), (err, err_kind)):
            if isinstance(stream, Stream):
                stream.__class__ = kind

    def _install(self):
        for module, name in ((_thread, "start_new_thread"), (_thread, "start_new"), (threading, "_start_new_thread"),
                             (_thread, "start_joinable_thread"), (threading, "_start_joinable_thread")):
            start = getattr(module, name, None)
            if start is not None:
                self._replace(module, name, self._inheriting(start))
        item = getattr(sys.modules.get("concurrent.futures.thread"), "_WorkItem", None)
        if item is not None:
            self._replace(item, "__init__", self._noting(item.__init__))
            self._replace(item, "run", self._lending(item.run))

    def _replace(self, holder, name, value):
        former = getattr(holder, name)
        setattr(holder, name, value)
        self._undo.append(lambda: setattr(holder, name, former) if getattr(holder, name, None) is value else None)

    def _inheriting(self, start):
        def start_new_thread(function, *rest, **more):
            owner = _printing()

            def begin(*args, **kwargs):
                _own(owner)
                return function(*args, **kwargs)

            return start(begin, *rest, **more)

        return start_new_thread

    def _noting(self, init):
        def __init__(item, *args, **kwargs):
            item.__dict__["_outlet"] = _printing() or self.current
            init(item, *args, **kwargs)

        return __init__

    def _lending(self, run):
        def lent(item, *args, **kwargs):
            former = _owners.get(get_ident())
            _own(item.__dict__.get("_outlet", former))
            try:
                return run(item, *args, **kwargs)
            finally:
                _own(former)

        return lent


def _own(owner):
    if owner is None:
        _owners.pop(get_ident(), None)
    else:
        _owners[get_ident()] = owner
