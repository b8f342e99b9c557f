"""The working directory and the environment: what the host sets, what a run set, what is to be put back.

OS strings of the wire are UTF-8 with surrogateescape, whatever this interpreter's own file system encoding is.
"""
from .armour import __builtins__

from fcntl import F_DUPFD_CLOEXEC, fcntl
from os import chdir, close, environ, environb, fchdir, fstat, getcwdb, open as os_open, strerror
from time import tzset

try:
    from os import O_PATH
except ImportError:  # no Linux
    from os import O_RDONLY as O_PATH

HIGH_FD = 1100  # beyond the channel's own (channel.py)

_data = environ._data  # bytes to bytes; the user can bind os.environ anew, but the C environment stays this one


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


def _text(data):
    return data.decode("utf-8", "surrogateescape")


class NoWay(Exception):
    """The session's folder cannot be entered: the run has not begun."""


class MissingDirectory(Exception):
    """A run's cwd cannot be entered. str() is a shell's own wording."""

    def __init__(self, path, error):
        super().__init__("holdfast: cd: %s: %s" % (path, strerror(error.errno)))


class Home:
    """A folder to come back to: by a descriptor, since its path may lead to no folder, or to another, by then."""

    def __init__(self, path):
        self._path = path
        self._fd = None
        try:
            low = os_open(".", O_PATH)
            try:
                self._fd = fcntl(low, F_DUPFD_CLOEXEC, HIGH_FD)
                self._id = self._look()
            finally:
                close(low)
        except OSError:
            pass

    def _look(self):
        found = fstat(self._fd)
        return found.st_dev, found.st_ino

    def enter(self):
        try:
            if self._fd is not None and self._look() == self._id:
                fchdir(self._fd)
                return
        except OSError:
            pass  # closed by the run, or not to be entered
        try:
            chdir(_bytes(self._path))
        except OSError:
            pass  # the host sees where this process stands

    def close(self):
        try:
            if self._fd is not None and self._look() == self._id:
                close(self._fd)
        except OSError:
            pass


class Scope:
    def __init__(self, cwd, env):
        for name in list(environb):
            del environb[name]
        for name, value in env.items():
            self._set(_bytes(name), _bytes(value))
        tzset()
        self._cwd = cwd  # where the process stands already
        self._told_cwd = self.cwd()
        self._told_env = dict(_data)

    def _set(self, name, value):
        try:
            if value is None:
                environb.pop(name, None)
            else:
                environb[name] = value
        except (OSError, ValueError):
            pass  # a name that no environment can hold
        if name == b"TZ":
            tzset()

    def stands(self):
        """The working directory; None when it is deleted: the kernel tells the host more than this process."""
        try:
            return _text(getcwdb())
        except OSError:
            return None

    def cwd(self):
        """The working directory; where it was last seen when it is deleted."""
        self._cwd = self.stands() or self._cwd
        return self._cwd

    def apply(self, cwd, way, env):
        """`way`: what leads to `cwd` where its path does not. Raises NoWay. What the session's scope has become since the last run. The host knows it: it is no news to tell."""
        if env:
            changes = {_bytes(name): None for name in env.get("unset", ())}
            changes.update((_bytes(name), _bytes(value)) for name, value in env.get("set", {}).items())
            for name, value in changes.items():
                self._set(name, value)
                if value is None:
                    self._told_env.pop(name, None)
                else:
                    self._told_env[name] = value
        if cwd is not None:
            try:
                chdir(_bytes(cwd if way is None else way))
            except OSError:
                raise NoWay
            self._told_cwd = self.cwd()

    def _enter(self, path):
        try:
            chdir(_bytes(path))
        except OSError as error:
            raise MissingDirectory(path, error)

    def borrow(self, over):
        """Sets one run's own cwd and environment; what `give_back` needs."""
        home = lent = None
        if over.get("cwd") is not None:
            home = Home(self.cwd())
            try:
                self._enter(over["cwd"])
            except MissingDirectory:
                home.close()
                raise
            lent = self.cwd()
        env = {}
        for name, value in over.get("env", {}).items():
            name = _bytes(name)
            env[name] = (_data.get(name), None if value is None else _bytes(value))
            self._set(name, env[name][1])
        return home, lent, env

    def give_back(self, loan):
        """Puts the former values back, but for those that the run changed."""
        home, lent, env = loan
        if home is not None:
            if self.cwd() == lent:
                home.enter()
            home.close()
        for name, (former, value) in env.items():
            if _data.get(name) == value:
                self._set(name, former)

    def news(self):
        """The fields `cwd` and `env` of `settled`: only what is different since the last time."""
        told = {}
        cwd = self.cwd()
        if cwd != self._told_cwd:
            told["cwd"] = self._told_cwd = cwd
        if _data != self._told_env:
            former, self._told_env = self._told_env, dict(_data)
            told["env"] = {
                "set": {_text(k): _text(v) for k, v in self._told_env.items() if former.get(k) != v},
                "unset": [_text(k) for k in former if k not in self._told_env],
            }
        return told
