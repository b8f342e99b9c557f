"""Signals. While the gate is open user code runs and an interrupt raises KeyboardInterrupt; while it is shut nothing raises.

The handler that knows this stands in the place of Python's own, so that `signal.getsignal(SIGINT) is signal.default_int_handler`: by that
asyncio and others tell that nobody has taken the signal over.

The user's own handlers are put aside while the gate is shut: they still run, but what they raise goes nowhere. (Blocking
signals in the driver's phases was the other way; then a SIGINT of the past would strike the next run.)
"""
from .armour import __builtins__

import _signal
import signal as signal_module
from _signal import SIGINT, SIGKILL, SIGSTOP, SIG_DFL, SIG_IGN, default_int_handler, getsignal, signal
from sys import getprofile, getrecursionlimit, gettrace, setprofile, setrecursionlimit, settrace

RECURSION_MIN = 200  # frames the driver and json, traceback, pickle get by with

_watched = [n for n in range(1, 32) if n not in (SIGKILL, SIGSTOP, SIGINT)]


class Gate:
    """`busy`: a run was taken up. `armed`: its code runs. `seen`: it was interrupted. In some frames of the
    driver (`keep_quiet`) an interrupt waits rather than raises, because nothing could catch it there."""

    def __init__(self, on_exit):
        self.busy = self.armed = self.seen = self.pending = False
        self._quiet = set()
        self._on_exit = on_exit
        self._aside = {}
        self._trace = self._profile = self._depth = None
        self._on_interrupt = _as_default(self._interrupt)
        self._on_late = self._late  # one bound method, so that it can be compared by identity
        signal(SIGINT, self._on_interrupt)

    def keep_quiet(self, *functions):
        self._quiet.update(function.__code__ for function in functions)

    def begin(self):
        """A run was taken up: from now on an interrupt is meant for it."""
        self.seen = self.pending = False
        self.busy = True

    def open(self):
        """Hands signals, tracing and recursion limit to the user's code."""
        if self._aside:
            for signum, handler in list(self._aside.items()):
                signal(signum, handler)
            self._aside.clear()
        if self._depth is not None:
            setrecursionlimit(self._depth)
        if self._profile is not None:
            setprofile(self._profile)
        self.armed = True
        if self._trace is not None:
            settrace(self._trace)

    def check(self):
        """Raises an interrupt that came before user code did."""
        if self.pending:
            self.pending = False
            self.seen = True
            raise KeyboardInterrupt

    def shut(self):
        """Takes them back. A handler of the user's may raise in here: the caller repeats it until it returns."""
        self.armed = False
        handler = getsignal(SIGINT)
        if handler is not self._on_interrupt:
            if handler is not default_int_handler and handler is not None:
                self._aside[SIGINT] = handler
            signal(SIGINT, self._on_interrupt)
        for signum in _watched:
            handler = getsignal(signum)
            if handler is not None and handler != SIG_DFL and handler != SIG_IGN and handler is not self._on_late:
                self._aside[signum] = handler
                signal(signum, self._on_late)
        self._take_hooks()
        self.busy = False

    def _take_hooks(self):
        self._trace = gettrace()
        if self._trace is not None:
            settrace(None)
        self._profile = getprofile()
        if self._profile is not None:
            setprofile(None)
        self._depth = None
        if getrecursionlimit() < RECURSION_MIN:
            self._depth = getrecursionlimit()
            setrecursionlimit(1000)

    def _interrupt(self, signum, frame):
        if self.armed:
            if frame is not None and frame.f_code in self._quiet:
                self.pending = True
                return
            self.seen = True
            raise KeyboardInterrupt
        if self.busy:
            self.pending = True

    def _late(self, signum, frame):
        """A signal between runs that the user's code handles."""
        handler = self._aside.get(signum)
        if not callable(handler):
            return
        try:
            handler(signum, frame)
        except SystemExit as error:
            if not self.busy:
                self._on_exit(error)
        except BaseException:
            pass


def _as_default(interrupt):
    def handler(signalnum, frame, /):
        interrupt(signalnum, frame)

    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(handler, name, getattr(default_int_handler, name))
    _signal.default_int_handler = signal_module.default_int_handler = handler
    return handler
