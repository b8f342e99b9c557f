"""Holdfast's driver for Python: the program inside the child that runs user code (docs/protocol.md).

| module | one job |
|---|---|
| `armour` | names of Python itself that user code cannot break |
| `channel` | one JSON message a line, over two FIFOs |
| `gate` | signals: the user's code may be interrupted, the driver's may not |
| `streams` | descriptors 0 to 2 and `sys.stdin`, `sys.stdout`, `sys.stderr`, run by run |
| `flusher` | shows what a run has printed while it goes on |
| `late` | what threads and tasks of earlier runs print, each to its run |
| `scope` | the working directory and the environment |
| `cell` | source text to code: the last expression, top-level await, tracebacks with source lines |
| `run` | one run from message to outcome |
| `failure` | exceptions as the plain interpreter prints them |
| `display` | rich forms of a result |
| `leaving` | `exit`, `sys.exit`, `os._exit`: ends of a run, not of the interpreter |
| `names` | what a run changed in the namespace |
| `marks` | whether a value is what it was at the last look |
| `inert` | types, attributes and modules, read without running any code of theirs |
| `view` | a short look at a value without running its code |
| `keep` | names to opaque strings and back, for a fresh interpreter |
| `pickling` | the pickle of a value, where that runs none of the user's code |
| `session` | the loop |

The keeper imports the package once, before it forks: all imports are paid for there.
"""
import asyncio  # noqa: F401  (40 ms that no session should pay)

from .session import session_main

__all__ = ["session_main"]
