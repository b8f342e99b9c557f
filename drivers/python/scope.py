"""The working directory and the environment: what the host sets, what a run set, what is to be put back.

OS strings of the wire are UTF-8 with surrogateescape, whatever this interpreter's own file system encoding is.
"""
from .armour import __builtins__

from os import chdir, environ, environb, getcwdb, strerror
from time import tzset

_data = environ._data  # bytes to bytes; the user can bind os.environ anew, but the C environment stays this one


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


def _text(data):
    return data.decode("utf-8", "surrogateescape")


class MissingDirectory(Exception):
    """A run's cwd cannot be entered. str() is a shell's own wording."""

    def __init__(self, path, error):
        super().__init__("holdfast: cd: %s: %s" % (path, strerror(error.errno)))


class Scope:
    def __init__(self, cwd, env):
        for name in list(environb):
            del environb[name]
        for name, value in env.items():
            self._set(_bytes(name), _bytes(value))
        tzset()
        self._cwd = cwd
        try:
            chdir(_bytes(cwd))
        except OSError:
            pass  # each run tells where it is
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

    def cwd(self):
        """The working directory; where it was last seen when it is deleted."""
        try:
            self._cwd = _text(getcwdb())
        except OSError:
            pass
        return self._cwd

    def apply(self, cwd, env):
        """What the session's scope has become since the last run. The host knows it: it is no news to tell."""
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
            self._enter(cwd)
            self._told_cwd = self.cwd()

    def _enter(self, path):
        try:
            chdir(_bytes(path))
        except OSError as error:
            raise MissingDirectory(path, error)

    def borrow(self, over):
        """Sets one run's own cwd and environment; what `give_back` needs."""
        before = self.cwd()
        if over.get("cwd") is not None:
            self._enter(over["cwd"])
        env = {}
        for name, value in over.get("env", {}).items():
            name = _bytes(name)
            env[name] = (_data.get(name), None if value is None else _bytes(value))
            self._set(name, env[name][1])
        return before, self.cwd(), env

    def give_back(self, loan):
        """Puts the former values back, but for those that the run changed."""
        before, lent, env = loan
        if before != lent and self.cwd() == lent:
            try:
                chdir(_bytes(before))
            except OSError:
                pass
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
