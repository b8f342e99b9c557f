/** Beside thousands of names that stay what they are, every change is found, and little is asked of what stays. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Changes, NameChanges, RuntimeSession } from "../src/index.js";
import { runtimeForEach } from "./workbench.js";

const NAMES_OF_A_KIND = 300;
const KINDS = ["variables", "functions", "imports"] as const;

let session: RuntimeSession;

runtimeForEach((bench) => ({ session } = bench));

interface Sample {
  readonly language: "python" | "node";
  /** Values by kind, of `i`, as an expression. */
  readonly values: Readonly<Record<string, string>>;
  readonly define: (values: Readonly<Record<string, string>>) => string;
  /** Code, and the names it changes, adds (+) or removes (-). */
  readonly changes: readonly (readonly [code: string, names: string])[];
}

const python: Sample = {
  language: "python",
  values: {
    text: "f'text {i}'",
    number: "i * 1000",
    function: "lambda x: x + i",
    class: "type(f'Class{i}', (), {'a': i})",
    list: "[i, 'a', 2.5]",
    dict: "{'a': i, 'b': [i, {'c': (i, [i])}]}",
    set: "{i, i + 1}",
    deque: "__import__('collections').deque([i])",
    object: "Thing(i)",
    many: "list(range(i % 90))",
  },
  define: (values) => `class Thing:
    def __init__(self, i): self.a, self.b = i, [i]
class Other(Thing): pass
class Texts(dict): pass
for i in range(${NAMES_OF_A_KIND}):
${Object.entries(values)
  .map(([kind, value]) => `    globals()["${kind}%d" % i] = (lambda i: ${value})(i)`)
  .join("\n")}`,
  changes: [
    ["1", ""],
    ["text7 = 'other'", "text7"],
    ["text8 = ''.join(['text ', '8'])", "text8"],
    ["number200 = 1.0", "number200"],
    ["number3 = [number3]", "number3"],
    ["function9 = lambda x: x", "function9"],
    ["function9.a = 1", ""],
    ["class4 = type('Class4', (), {'a': 4})", "class4"],
    ["list5.append(1)", "list5"],
    ["list6[1] = 'b'", "list6"],
    ["list7 = list(list7)", "list7"],
    ["list8 = tuple(list8)", "list8"],
    ["list9[1] = ''.join(['', 'a'])", ""],
    ["dict5['b'][1]['c'][1].append(1)", "dict5"],
    ["dict6['b'][1]['d'] = dict6['b'][1].pop('c')", "dict6"],
    ["dict7['b'][1] = Texts(dict7['b'][1])", "dict7"],
    ["set5.add(-1); set6.remove(6); set6.add(-6)", "set5 set6"],
    ["deque0.appendleft(1)", "deque0"],
    ["object1.a = 2", "object1"],
    ["object2.b.append(2)", "object2"],
    ["object3.__class__ = Other", "object3"],
    ["object4.__dict__ = Texts(a=1)", "object4"],
    ["object5.b[0] = object5", "object5"],
    ["many2.append(1)", "many2"],
    ["del text1, list1, object9, many1", "-text1 -list1 -object9 -many1"],
    ["new = 1; __mine__ = 2", "+new"],
    ["del new, __mine__; newer = 1; newest = []", "-new +newer +newest"],
    ["del function1; text1 = None", "-function1 +text1"],
    ["function2 = None", "function2"],
    ["text12, list12 = list12, text12", "text12 list12"],
    ["globals()[1] = 2; text13 = 0", "text13"],
    ["del globals()[1], dict9; dict10.clear()", "-dict9 dict10"],
    [
      `[setattr(globals()["object%d" % i], "a", -1) for i in range(100, 290)]`,
      Array.from({ length: 190 }, (_, i) => `object${i + 100}`).join(" "),
    ],
  ],
};

const node: Sample = {
  language: "node",
  values: {
    text: "`text ${i}`",
    number: "i * 1000",
    function: "(x) => x + i",
    class: "class { static a = i }",
    array: "[i, 'a', 2.5]",
    object: "{ a: i, b: [i, { c: [i] }] }",
    map: "new Map([[i, 1]])",
    set: "new Set([i])",
    bytes: "new Uint8Array([i, 1])",
  },
  define: (values) => `for (let i = 0; i < ${NAMES_OF_A_KIND}; i++) {
${Object.entries(values)
  .map(([kind, value]) => `globalThis["${kind}" + i] = ${value};`)
  .join("\n")}
}
globalThis["not-an-identifier"] = 1;
void 0;`,
  changes: [
    ["1", ""],
    ["text7 = 'other'", "text7"],
    ["text8 = ['text', 8].join(' ')", ""],
    ["number200 = NaN", "number200"],
    ["number200 = 0 / 0", ""],
    ["number0 = -0", "number0"],
    ["number3 = [number3]", "number3"],
    ["function9 = (x) => x", "function9"],
    ["function9.a = 1", ""],
    ["class4 = class {}", "class4"],
    ["array5.push(1)", "array5"],
    ["array6[1] = 'b'", "array6"],
    ["array7 = [...array7]", "array7"],
    ["delete array8[1]", "array8"],
    ["array9[1] = ['', 'a'].join('')", ""],
    ["object5.b[1].c.push(1)", "object5"],
    ["object6.d = object6.a; delete object6.a", "object6"],
    ["map5.set('k', 1)", "map5"],
    ["set5.clear()", "set5"],
    ["bytes5[0] = 77", "bytes5"],
    ["delete globalThis.text1, delete globalThis.array1", "-text1 -array1"],
    ["var added = 1; globalThis['not-an-identifier'] = 2", "+added not-an-identifier"],
    ["let later = 1; delete globalThis.function1", "+later -function1"],
    ["globalThis.text1 = undefined; delete globalThis.later", "+text1 -later"],
    ["Object.defineProperty(globalThis, 'hidden', { value: 1, configurable: true })", "+hidden"],
    ["delete globalThis.hidden; globalThis.apparent = 1", "-hidden +apparent"],
    ["var asked = 0", "+asked"],
    [
      "Object.defineProperty(globalThis, 'text20', { get() { asked++ }, configurable: true }); text21 = 1",
      "text21",
    ],
    ["text22 = 1", "text22"],
    [
      "Object.defineProperty(globalThis, 'text20', { value: 5, configurable: true, writable: true })",
      "text20",
    ],
    ["if (asked !== 0) throw new Error(`asked ${asked} times`)", ""],
    ["Object.prototype.text23 = 1; delete globalThis.text23", "-text23"],
    ["delete Object.prototype.text23", ""],
    ["[text30, array30] = [array30, text30]; 0", "text30 array30"],
    [
      "for (let i = 100; i < 290; i++) globalThis['object' + i].a = -1",
      Array.from({ length: 190 }, (_, i) => `object${i + 100}`).join(" "),
    ],
  ],
};

const described = ({ added, changed, removed }: NameChanges) => [
  ...added.map((name) => `+${name}`),
  ...changed,
  ...removed.map((name) => `-${name}`),
];

const namesOf = (changes: Changes | undefined) =>
  changes ? KINDS.flatMap((kind) => described(changes[kind])) : [];

/** Runs code that changes these names. A slow machine has not the time for all of them in one look, and says so: then those that it tells are among them. */
async function expectChanges(code: string, language: string, expected: ReadonlySet<string>): Promise<void> {
  const { changes, error } = await session.exec(code, { language });
  expect(error).toBeUndefined();
  const found = namesOf(changes);
  if (changes?.cut === undefined) expect(new Set(found), code).toEqual(expected);
  else expect([...expected], code).toEqual(expect.arrayContaining(found));
  await session.state(); // nothing of it is left for the next
}

/** One look has not the time for thousands of new names: the state has them all. */
async function defineAll(code: string, language: string, count: number): Promise<void> {
  const { error } = await session.exec(code, { language });
  expect(error).toBeUndefined();
  expect((await session.state()).names.length).toBeGreaterThanOrEqual(count);
}

test.each([python, node])(
  "$language: a change beside many names is found",
  async (sample) => {
    const { language, values, define, changes } = sample;
    await defineAll(define(values), language, NAMES_OF_A_KIND * Object.keys(values).length);
    for (let quiet = 0; quiet < 4; quiet++) await expectChanges("1", language, new Set());
    for (const [code, names] of changes) {
      await expectChanges(code, language, new Set(names.split(" ").filter((name) => name !== "")));
      await expectChanges("1", language, new Set());
    }
  },
  120_000,
);

test.each([
  {
    language: "python",
    define: "for i in range(4000): globals()[f'n{i}'] = {'a': [i] * 50}",
    kill: "import os; os.kill(os.getpid(), 9)",
    show: "print(sum(globals()[f'n{i}']['a'][49] for i in range(4000)))",
  },
  {
    language: "node",
    define: "for (let i = 0; i < 4000; i++) globalThis['n' + i] = { a: Array(50).fill(i) }",
    kill: "process.kill(process.pid, 9)",
    show: "{ let sum = 0; for (let i = 0; i < 4000; i++) sum += globalThis['n' + i].a[49]; console.log(sum) }",
  },
])(
  "$language: what one look has no time for is kept by those that follow",
  async ({ language, define, kill, show }) => {
    await defineAll(define, language, 4000);
    expect((await session.exec(kill, { language })).restored).toMatchObject({ lost: {} });
    expect((await session.exec(show, { language })).stdout).toBe("7998000\n");
  },
  120_000,
);

test("python: an unchanged name is not looked at by itself", () => {
  const counted = `
import sys; sys.path.insert(0, "drivers")
from python import known
asked = []
known.is_same = lambda *mark, same=known.is_same: asked.append(mark) or same(*mark)
space = {"v%d" % i: [[i], str(i), {i: i}][i % 3] for i in range(3000)}
names = known.Known(space)
def look():
    asked.clear()
    found = names.compare(float("inf"))
    names.gather(lambda: False)
    return [len(one) for one in found[:3]] + [found[3], len(asked)]
for _ in range(3): look()
same = look()
space["v0"].append(1)
changed = look()
print(same, changed[:4], changed[4] <= 128, look()[4] < 64)`;
  const told = execFileSync("python3", ["-c", counted], { encoding: "utf8" });
  expect(told).toBe("[0, 0, 0, 0, 0] [0, 1, 0, 0] True True\n");
});

test("node: an unchanged name is not asked for its descriptor", () => {
  const counted = `
let asked = 0;
const { getOwnPropertyDescriptor } = Object;
Object.getOwnPropertyDescriptor = (object, name) => (asked++, getOwnPropertyDescriptor(object, name));
const { rememberBuiltins } = await import("./drivers/node/globals.mjs");
rememberBuiltins();
const { compareNames, gatherNames } = await import("./drivers/node/known.mjs");
for (let i = 0; i < 3000; i++) globalThis["v" + i] = i % 2 ? [i] : "text" + i;
const look = () => {
  asked = 0;
  const found = [];
  const { removed, late } = compareNames(() => false, (name) => found.push(name));
  gatherNames();
  return [found.length, removed.length, late.length, asked < 64];
};
for (let i = 0; i < 9; i++) look();
console.log(JSON.stringify([look(), (v1.push(1), look())]));`;
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", counted], { encoding: "utf8" });
  expect(told).toBe("[[0,0,0,true],[1,0,0,true]]\n");
});
