/** Looking at a session (its state, its changes, what is kept for a crash) runs none of the user's code. */
import { expect } from "vitest";
import { action, type Case, evaluate, run } from "../case.js";

/** Whatever is asked of such an object is noted in `asked`, and raises what no `except Exception` takes. */
const HOSTILE_PYTHON = `import abc, argparse, collections, datetime, enum, fractions, functools, sys, types
asked = []
def ask(what):
    asked.append(what)
    raise BaseException(what)
def methods(names):
    return {n: (lambda n: lambda self, *rest: ask(n))(n) for n in names.split()}
ALL = "__repr__ __str__ __eq__ __ne__ __lt__ __len__ __bool__ __dir__ __iter__ __sizeof__ __format__ __call__ __index__ __contains__ __getattribute__ __getattr__ __reduce__ __reduce_ex__ __getstate__ __getnewargs__ items keys __getitem__"
class Meta(type):
    def __hash__(cls): ask("hash of a class")
    def __eq__(cls, other): ask("eq of a class")
    def __getattribute__(cls, name): ask("attribute of a class")
    def __instancecheck__(cls, one): ask("instancecheck")
    def __subclasscheck__(cls, one): ask("subclasscheck")
Odd = type.__new__(Meta, "Odd", (), {})
odd = type.__call__(Odd)
space = dict(methods(ALL), **{n: property(lambda self, n=n: ask(n)) for n in ("__class__", "__dict__", "shape", "nbytes", "dtype")})
Hostile = type("Hostile", (), dict(space, __hash__=lambda self: 1))
Disguised = type("Disguised", (), dict(space, __hash__=lambda self: 1, __module__="numpy"))
h, disguised = Hostile(), Disguised()
of_dict, of_list, of_str, of_int = (type("Of", (base,), dict(methods(ALL), __hash__=lambda self: 1))() for base in (dict, list, str, int))
holding, among, keyed = [h, of_dict], {h}, {h: 1, "a": of_str}
class Worker:
    def __init__(self): self.lock, self.done = 1, 0
    def __getstate__(self):
        d = self.__dict__
        d.pop("lock", None)
        return d
    def bump(self):
        self.lock
        self.done += 1
        return self.done
w = Worker()
class Zone(datetime.tzinfo):
    def utcoffset(self, when): ask("utcoffset")
    def __repr__(self): ask("repr of a zone")
when = datetime.datetime(2020, 1, 1, tzinfo=Zone())
loose = types.SimpleNamespace(); loose.__reduce_ex__ = lambda protocol: ask("a reducer of its own")
third = fractions.Fraction(1, 3)
class Lazy(types.ModuleType):
    def __getattribute__(self, name): ask("attribute of a module")
lazy = sys.modules["lazy"] = Lazy("lazy")
named = type("Plain", (), {})()
type(named).__name__ = type("Name", (str,), methods("__str__ __repr__ __len__"))("name")
def f(x=h): return x
bound = functools.partial(f, h)
deep = []
for _ in range(100_000): deep = [deep]
sys.setrecursionlimit(1_000_000)
ok = 5`;

const names = HOSTILE_PYTHON.match(/^\w+(?:, \w+)*(?= =)/gm)?.flatMap((list) => list.split(", ")) ?? [];

/** The same for Node. */
const HOSTILE_NODE = `var asked = [];
var ask = (what) => { asked.push(what); throw what; };
var trap = new Proxy({}, { get: (_, name) => () => ask("trap " + String(name)) });
var proxy = new Proxy(function () {}, trap);
var odd = Object.create(new Proxy({}, trap));
var answers = { get a() { ask("getter") }, toJSON() { ask("toJSON") }, valueOf() { ask("valueOf") }, toString() { ask("toString") }, [Symbol.iterator]() { ask("iterator") }, [Symbol.for("nodejs.util.inspect.custom")]() { ask("inspect") }, [Symbol.toPrimitive]() { ask("primitive") }, get [Symbol.toStringTag]() { ask("tag") } };
class Named { static get name() { ask("name of a class") } static [Symbol.hasInstance]() { ask("hasInstance") } get [Symbol.toStringTag]() { ask("tag") } get x() { ask("x") } }
var named = new Named(); named.v = 1;
var maker = new Named(); Object.defineProperty(maker, "constructor", { get() { ask("constructor") } });
var bytes = new Uint8Array(3); for (const name of ["length", "byteLength", "buffer", "byteOffset", "constructor"]) Object.defineProperty(bytes, name, { get() { ask("bytes " + name) } });
var error = new Error("m"); Object.defineProperty(error, "name", { get() { ask("name of an error") } });
var caused = new Error("m"); Object.defineProperty(caused, "cause", { get() { ask("cause") } });
var list = [1, 2]; Object.defineProperty(list, 1, { get() { ask("item") }, enumerable: true });
var map = new Map([[answers, named]]); map.get = map.forEach = map.entries = () => ask("method"); Object.defineProperty(map, "size", { get() { ask("size") } });
var date = new Date(0); date.getTime = date.toISOString = () => ask("date");
var pattern = /a/g; for (const name of ["source", "flags"]) Object.defineProperty(pattern, name, { get() { ask(name) } });
var boxed = new String("b"); boxed.valueOf = boxed.toString = () => ask("boxed");
var holder = { proxy, list, named };
Error.prepareStackTrace = () => ask("stack");
var late = new Error("late");
var ok = 5;`;

const nodeNames = HOSTILE_NODE.match(/^var \w+/gm)?.map((found) => found.slice(4)) ?? [];

export const looking: readonly Case[] = [
  {
    id: "Y17",
    title: "objects that answer for themselves are looked at without a word from them",
    in: {
      python: [
        run(HOSTILE_PYTHON),
        evaluate("asked", "[]"),
        run("1", { result: "1" }),
        evaluate("w.bump(), w.bump()", "(1, 2)"),
        action("look at the state", async ({ session }) => {
          const told = JSON.stringify(await session.state());
          expect(told).toMatch(/"name":"ok"[^}]*"type":"int","view":"5"/);
          for (const name of names) expect(told).toContain(`"name":"${name}"`);
        }),
        evaluate("asked", "[]"),
        run("third.__class__.__repr__ = third.__class__.__reduce__ = lambda *all: ask('a borrowed class')"),
        run("third = fractions.Fraction(1, 4)"),
        evaluate("asked", "[]"),
        action("kill it", async ({ exec }) => {
          const { restored } = await exec("import os; os.kill(os.getpid(), 9)");
          const lost = restored?.lost ?? {};
          const hostile = "h disguised odd of_list holding keyed w when loose third bound deep".split(" ");
          expect(Object.keys(lost)).toEqual(expect.arrayContaining(hostile));
          for (const name of hostile) expect(lost[name]).toMatch(/\w/);
        }),
        evaluate("ok", "5"),
      ],
    },
  },
  {
    id: "N03",
    title: "objects that answer for themselves are looked at without a word from them",
    in: {
      node: [
        run(HOSTILE_NODE, { result: /Function/ }),
        evaluate("asked", "[]"),
        evaluate("map.size = 1; Object.prototype.extra = 7; delete Object.prototype.extra", "true"),
        action("look at the state", async ({ session }) => {
          const told = JSON.stringify(await session.state());
          expect(told).toMatch(/"name":"ok"[^}]*"type":"number","view":"5"/);
          expect(nodeNames.length).toBeGreaterThan(15);
          for (const name of nodeNames.filter((one) => one !== "ask" && one !== "proxy"))
            expect(told).toContain(`"name":"${name}"`);
        }),
        evaluate("asked", "[]"),
        action("kill it", async ({ exec }) => {
          const { restored } = await exec("process.kill(process.pid, 'SIGKILL')");
          const lost = restored?.lost ?? {};
          const hostile = "proxy odd answers named bytes error caused list map holder late".split(" ");
          expect(Object.keys(lost)).toEqual(expect.arrayContaining(hostile));
          for (const name of hostile) expect(lost[name]).toMatch(/\w/);
        }),
        evaluate("ok", "5"),
      ],
    },
  },
  {
    id: "R02",
    title: "an instance comes back as what it was, where its class has no say in that",
    in: {
      python: [
        ...`import collections, dataclasses, enum, typing

class Slotted:
    __slots__ = ("a", "b")
s = Slotted(); s.a = 5

@dataclasses.dataclass
class Data:
    x: int
    y: list
d = Data(1, [2]); same = [d, d]

class Pair(typing.NamedTuple):
    x: int = 5
p = Pair()

class Color(enum.Enum):
    RED = 1
c = Color.RED

class Failure(Exception): pass
e = Failure("a", 1); e.note = "n"

class Stack(list):
    def __iter__(self): raise BaseException("asked")
st = Stack(); st.append(st); st.append(7)

class Table(dict): pass
t = Table(a=1); t.more = 2

class Shadow:
    def __getattribute__(self, name): raise BaseException("asked")
    def __setattr__(self, name, value): raise BaseException("asked")
sh = Shadow(); object.__getattribute__(sh, "__dict__")["v"] = 3

counts = collections.Counter("aab")

class Registry(type):
    def __new__(cls, *args): return super().__new__(cls, *args)

class Entry(metaclass=Registry): pass
en = Entry(); en.v = 4`
          .split("\n\n") // one by one: what is kept of one run is bounded in time
          .map((code) => run(code)),
        ...Array.from({ length: 8 }, () => run("1", { result: "1" })), // what there was no time for is kept after the next ones
        action("kill it", async ({ exec }) => {
          const { restored } = await exec("import os; os.kill(os.getpid(), 9)");
          expect(Object.keys(restored?.lost ?? {})).toEqual(["sh"]); // its own code would be asked when it is made anew
        }),
        evaluate(
          "s.a, hasattr(s, 'b'), d, same[0] is same[1], p, c is Color.RED",
          /^\(5, False, Data\(x=1, y=\[2\]\), True, Pair\(x=5\), True\)$/,
        ),
        evaluate(
          "e.args, e.note, len(st), st[0] is st, st[1], t, t.more",
          "(('a', 1), 'n', 2, True, 7, {'a': 1}, 2)",
        ),
        evaluate("counts, en.v", "(Counter({'a': 2, 'b': 1}), 4)"),
      ],
    },
  },
];
