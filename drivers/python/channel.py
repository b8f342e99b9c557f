"""One JSON object a line: `ctl` from the host, `st` to the host. Both are FIFOs, opened by path."""
from .armour import __builtins__, reset_builtins

from errno import EBADF
from fcntl import F_DUPFD_CLOEXEC, fcntl
from json import JSONDecoder, JSONEncoder
from json.encoder import encode_basestring_ascii as quote
from mmap import mmap
from os import O_CREAT, O_RDONLY, O_RDWR, O_WRONLY, close, ftruncate, open as os_open, read, register_at_fork, write
from resource import RLIMIT_NOFILE, getrlimit
from select import POLLIN, poll

READ_BYTES = 65536  # what a pipe holds
NOTE_BYTES = 64
HIGH_FD = 1000  # out of the way of user code that counts on 3, or closes "all" descriptors up to 256
_slots = CTL, ST, SPARE, HELD_OUT, HELD_ERR, ASKED = range(6)

_decode = JSONDecoder().scan_once
_encode = JSONEncoder(separators=(",", ":")).encode


def high_fd(path, flags, slot):
    """Opens `path` on a high, close-on-exec descriptor. Each slot has a number of its own: were the driver's descriptors all
    closed by user code, one that is opened anew must not pass for another."""
    low = os_open(path, flags)
    try:
        return high_dup(low, slot)
    finally:
        close(low)


def high_dup(fd, slot):
    soft = getrlimit(RLIMIT_NOFILE)[0]
    floor = HIGH_FD if soft < 0 else max(fd, min(HIGH_FD, soft - 2 * len(_slots)))
    return fcntl(fd, F_DUPFD_CLOEXEC, floor + slot)


def _note_in(path):
    fd = os_open(path, O_RDWR | O_CREAT, 0o600)
    try:
        ftruncate(fd, NOTE_BYTES)
        return mmap(fd, NOTE_BYTES)
    finally:
        close(fd)


class Channel:
    """The driver's end. `owned` is false in processes that user code forked: they have no part in the protocol."""

    def __init__(self, directory):
        self.owned = True
        self._ctl_path = directory + "/ctl"
        self._st_path = directory + "/st"
        self._ctl = high_fd(self._ctl_path, O_RDONLY, CTL)
        self._st = high_fd(self._st_path, O_WRONLY, ST)
        self._rest = b""
        self._note = _note_in(directory + "/n")
        register_at_fork(after_in_child=self._disown)

    def _disown(self):
        if self.owned:
            self.owned = False
            for fd in (self._ctl, self._st):
                try:
                    close(fd)
                except OSError:
                    pass

    def begin(self, run_id):
        """Notes that this run's command was taken up: what a killed process has read, it may not have begun."""
        line = run_id.encode("ascii") + b"\n"
        self._note[:len(line)] = line

    def receive(self):
        """The next message; None when the host is gone. A line that is not an object is an empty message."""
        line, found, self._rest = self._rest.partition(b"\n")
        if not found:
            line = self._read_line(line)
        if line is None:
            return None
        try:
            message = _decode(line.decode("utf-8"), 0)[0]
        except (ValueError, StopIteration, RecursionError):
            return {}
        return message if message.__class__ is dict else {}

    def _read_line(self, begun):
        chunks = [begun]
        while True:
            data = self._read()
            if not data:
                return None
            head, found, rest = data.partition(b"\n")
            chunks.append(head)
            if found:
                self._rest = rest
                return b"".join(chunks)

    def _read(self):
        try:
            return read(self._ctl, READ_BYTES)
        except OSError as error:
            if error.errno != EBADF:
                raise
            self._ctl = high_fd(self._ctl_path, O_RDONLY, CTL)
            return read(self._ctl, READ_BYTES)

    def waits(self, timeout_ms):
        """True when a message, or its beginning, is there within `timeout_ms`."""
        if self._rest:
            return True
        watch = poll()
        watch.register(self._ctl, POLLIN)
        return bool(watch.poll(timeout_ms))

    def send(self, message):
        try:
            line = _encode(message)
        except Exception:
            reset_builtins()
            line = _encode(message)
        self.send_line(line)

    def send_line(self, text):
        data = text.encode("ascii") + b"\n"
        while data:
            try:
                data = data[write(self._st, data):]
            except OSError as error:
                if error.errno != EBADF:
                    raise
                self._st = high_fd(self._st_path, O_WRONLY, ST)
