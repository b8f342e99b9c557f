"""Shows what a run has printed while it goes on, at the host's word.

Output is buffered by the block, as a plain interpreter's is on a pipe. The host asks for it by a byte in the FIFO `fl`, and a
thread of the driver's own writes it out: a signal would end a blocking call of the user's. Nothing of the order is lost by
that: the stream is empty while its own thread writes what it held.

The thread begins when a stream is first used, waits in a read, takes no signals, and is gone while the process forks: a
child inherits no lock that it held, and Python does not warn of a fork with threads. It begins anew at the next use.
"""
from .armour import __builtins__

import sys
from _signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, valid_signals
from _thread import _count as thread_count, allocate_lock, get_ident, get_native_id, start_new_thread
from io import BufferedWriter, FileIO, TextIOWrapper
from os import O_NONBLOCK, O_RDWR, O_WRONLY, close, open as os_open, read, register_at_fork, stat, write
from time import monotonic, sleep

from .channel import ASKED, high_fd

READ_BYTES = 4096
END_SECONDS_MAX = 1.0  # how long a fork waits for a thread that writes into a full pipe
_sys = vars(sys)
_flush = TextIOWrapper.flush
_of_text, _of_buffer = vars(TextIOWrapper), vars(BufferedWriter)
_buffer_of, _raw_of = _of_text["buffer"].__get__, _of_buffer["raw"].__get__
_everything = valid_signals()
_own = set()  # idents


def user_threads():
    """How many threads there are beside the main one and the driver's."""
    return thread_count() - len(_own)


def is_own(ident):
    return ident in _own


class FirstUse:
    """An attribute of a stream that nobody has used yet: looked up, it tells `begin`, and is that of a TextIOWrapper."""

    def __init__(self, name, begin):
        self._get = _of_text[name].__get__
        self._begin = begin

    def __get__(self, stream, kind=None):
        if stream is None:
            return self
        self._begin()
        return self._get(stream, kind)


def unused(kind, begin):
    """A class for streams of this kind that nobody has used yet."""
    hooks = {name: FirstUse(name, begin) for name in ("write", "buffer", "detach")}
    return type(kind.__name__, (kind,), dict(hooks, __slots__=(), __module__=kind.__module__))


class Flusher:
    """`streams()`: the driver's own ones. `rest(again)` makes them wait for their first use again, or (False) for good in use."""

    def __init__(self, directory, streams, rest):
        self._path = directory + "/fl"
        self._streams = streams
        self._rest = rest
        self._ending = self._forked = False
        self._over = self._fd = self._native = None
        register_at_fork(before=self._end, after_in_parent=self._wait, after_in_child=self._forget)

    @property
    def alive(self):
        return self._over is not None

    def begin(self):
        if self._over is not None or self._forked:
            return
        try:
            self._fd = high_fd(self._path, O_RDWR, ASKED)
        except OSError:
            return
        self._ending, self._over = False, allocate_lock()
        self._over.acquire()
        mask = pthread_sigmask(SIG_BLOCK, _everything)
        try:
            start_new_thread(self._serve, ())
        except RuntimeError:  # a limit of the user's: there is no live output
            self._over = None
            close(self._fd)
        finally:
            pthread_sigmask(SIG_SETMASK, mask)

    def _serve(self):
        ident = get_ident()
        _own.add(ident)
        self._native = get_native_id()
        try:
            while read(self._fd, READ_BYTES) and not self._ending:
                self._show()
        except OSError:
            pass  # user code has closed all descriptors
        finally:
            _own.discard(ident)
            if not self._ending:
                self._over = None
            else:
                self._over.release()

    def _show(self):
        users = (_sys.get("stdout"), _sys.get("stderr"))
        for stream in self._streams() + tuple(filter(_is_plain, users)):
            try:
                _flush(stream)
            except (OSError, ValueError):
                pass

    def _end(self):
        """Before a fork: returns when the system, too, knows of the thread no more."""
        over = self._over
        if over is None:
            return
        self._ending = True
        deadline = monotonic() + END_SECONDS_MAX
        try:
            fd = os_open(self._path, O_WRONLY | O_NONBLOCK)
            write(fd, b"\n")
            close(fd)
        except OSError:
            deadline = 0
        if over.acquire(True, max(0, deadline - monotonic())):
            close(self._fd)
            while monotonic() < deadline and _exists(self._native):
                sleep(0.00005)
        self._over = None

    def _wait(self):
        if self._ending:
            self._ending = False
            self._rest(True)

    def _forget(self):
        self._forked, self._over = True, None
        _own.clear()
        self._rest(False)


def _is_plain(stream):
    """A text stream of the user's under which nothing but a file lies: its flush runs no code of the user's."""
    if type(stream) is not TextIOWrapper:
        return False
    try:
        buffer = _buffer_of(stream)
        return type(buffer) is BufferedWriter and type(_raw_of(buffer)) is FileIO
    except (AttributeError, ValueError):  # detached
        return False


def _exists(native):
    try:
        stat("/proc/self/task/%d" % native)
        return True
    except OSError:
        return False
