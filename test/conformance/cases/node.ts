/** N: Node sessions. */
import { expect } from "vitest";
import { action, type Case, evaluate, run } from "../case.js";
import { until } from "../bench.js";

export const node: readonly Case[] = [
  {
    id: "N01",
    title: "destructuring of an awaited value",
    in: {
      node: [
        run(
          "const {context: c, session} = await Promise.resolve({context:41,session:1}); console.log(c+session)",
          { stdout: "42\n" },
        ),
        run("console.log(c+session)", { stdout: "42\n" }),
      ],
    },
  },
  {
    id: "N02",
    title: "what was set before a throw is kept, what follows it is not there",
    in: {
      node: [
        run("const base=40"),
        run(`const {session}=await Promise.resolve({session:2}); throw Error("boom"); const late=99`, {
          exitCode: 1,
          error: "Error",
          stderr: /Error: boom/,
        }),
        run("console.log(base+session, typeof late)", { stdout: "42 undefined\n" }),
      ],
    },
  },
  {
    id: "N03",
    title: "destructuring that throws half-way",
    in: {
      node: [
        run("const {a, b, get: {c}} = {a: 1, b: 2, get: undefined}", {
          exitCode: 1,
          error: "TypeError",
          stderr: /TypeError/,
        }),
        run("console.log(a, b)", { stdout: "1 2\n" }),
        run("c", { exitCode: 1, error: "ReferenceError", stderr: /ReferenceError: c is not defined/ }),
        run("var c = 3; console.log(c)", { stdout: "3\n" }),
      ],
    },
  },
  {
    id: "N04",
    title: "an assignment before a throw",
    in: {
      node: [
        run("let x=1"),
        run("x=2; throw Error()", { exitCode: 1, error: "Error", stderr: /Error/ }),
        evaluate("x", "2"),
      ],
    },
  },
  {
    id: "N05",
    title: "a function before a throw",
    in: {
      node: [
        run("function foo(){} throw Error()", { exitCode: 1, error: "Error", stderr: /Error/ }),
        evaluate("typeof foo", "'function'"),
      ],
    },
  },
  {
    id: "N06",
    title: "a declaration that failed can be made again",
    in: {
      node: [
        run("let a=b", { exitCode: 1, error: "ReferenceError", stderr: /ReferenceError: b is not defined/ }),
        run(`let a="ok"`),
        evaluate("a", "'ok'"),
      ],
    },
  },
  {
    id: "N07",
    title: "a constant is declared anew",
    in: {
      node: [
        run("const k=1"),
        run("const k=2"),
        evaluate("k", "2"),
        run("let k=3; class k2 {}"),
        run("class k2 { static v = 4 }; function k() {}"),
        run("console.log(k2.v, typeof k)", { stdout: "4 function\n" }),
        run("const fixed = 1; fixed = 2", {
          exitCode: 1,
          error: "TypeError",
          stderr: /Assignment to constant/,
        }),
      ],
    },
  },
  {
    id: "N08",
    title: "import statements",
    in: {
      node: [
        run("import {readFileSync} from 'fs'"),
        evaluate("typeof readFileSync", "'function'"),
        run("import os, * as all from 'node:os'; import path from 'path'"),
        run("console.log(os.EOL === all.EOL, path.sep)", { stdout: "true /\n" }),
      ],
    },
  },
  {
    id: "N09",
    title: "an awaited value is the result",
    in: {
      node: [
        run("const fetchLike = async () => ({status: 200})"),
        evaluate("await fetchLike()", "{ status: 200 }"),
        evaluate("(await fetchLike()).status", "200"),
      ],
    },
  },
  {
    id: "N10",
    title: "TypeScript",
    in: {
      node: [
        run(`const m: string = "a"; interface I {x: number}`),
        evaluate("m", "'a'"),
        run("type T = I & {y: string}; function f(v: T): number { return v.x as number }"),
        evaluate("f({x: 3, y: ''} satisfies T)", "3"),
      ],
    },
  },
  {
    id: "N12",
    title: "names that the runtime might lean on are the user's",
    in: {
      node: [
        run("const globalThis={}"),
        run("let console=1"),
        run("const require=1"),
        run(
          "var process2 = process; var process = 1, Buffer = 2, setTimeout = 3, Promise = 4, Object = 5, JSON = 6",
        ),
        evaluate("1+1", "2"),
        evaluate("console + require + process", "3"),
        run("process2.stdout.write('alive')", { stdout: "alive" }),
        run("throw new Error('said')", { exitCode: 1, error: "Error", stderr: /Error: said/ }),
        run(
          "Array.prototype.map = Array.prototype.push = Map.prototype.get = String.prototype.replace = null; 0",
        ),
        evaluate("2+2", "4"),
      ],
    },
  },
  {
    id: "N13",
    title: "an error that comes late is reported with its call, and the session lives",
    in: {
      node: [
        run("var k = 5"),
        run("setTimeout(() => { throw Error('late') }, 10); console.log('first')", {
          stdout: "first\n",
          stderr: /^(?:[^]*Error: late[^]*)?$/,
        }),
        action("wait for it", async ({ session }) => {
          const { run_id } = (await session.history()).at(-1) ?? { run_id: "" };
          await until("the late error is in its run's stderr", async () =>
            (await session.output(run_id, { stream: "stderr" })).toString().includes("Error: late"),
          );
        }),
        run("console.log(k)", { stdout: "5\n" }),
      ],
    },
  },
  {
    id: "N13",
    title: "a rejection that nobody handles",
    in: {
      node: [
        run("var k = 5"),
        action("reject", async ({ exec }) => {
          const result = await exec(
            "Promise.reject(new Error('nobody')); await new Promise((r) => setTimeout(r, 20)); console.log('on')",
          );
          expect(result.stderr).toContain("Error: nobody");
        }),
        run("console.log(k)", { stdout: "5\n" }),
      ],
    },
  },
  {
    id: "N14",
    title: "process.exit says its status and keeps the state",
    in: {
      node: [
        run("const x = 1; let o = {deep: [1, {a: 2}]}; function f() { return x }"),
        run("console.log('before'); process.exit(3); console.log('after')", {
          stdout: "before\n",
          exitCode: 3,
          restored: "any",
        }),
        run("console.log(x, o.deep[1].a, f())", { stdout: "1 2 1\n" }),
        run("process.exit()", { restored: "any" }),
        evaluate("x", "1"),
      ],
    },
  },
  {
    id: "N15",
    title: "scopes are those of a module",
    in: {
      node: [
        run("for (var i = 0; i < 3; i++); { let inner = 1; var outer = 2 }"),
        run("console.log(i, typeof inner, outer)", { stdout: "3 undefined 2\n" }),
        run(
          "console.log(typeof hoisted, hoistedFunction()); if (false) { var hoisted } function hoistedFunction() { return 1 }",
          {
            stdout: "undefined 1\n",
          },
        ),
        run("class A { #p = 1; get p() { return this.#p } static s = 2 } function* g() { yield 1; yield 2 }"),
        run("console.log(new A().p, A.s, [...g()].join())", { stdout: "1 2 1,2\n" }),
        run(
          "label: for (const a of [1, 2]) { for (;;) continue label } const arrow = async () => { await null; return 7 }",
        ),
        evaluate("await arrow()", "7"),
        run("for await (const v of (async function* () { yield 1; yield 2 })()) console.log(v)", {
          stdout: "1\n2\n",
        }),
        run("const [p, ...q] = [1, 2, 3], {r = 4, ...s} = {t: 5}"),
        run("console.log(p, q.join(), r, s.t)", { stdout: "1 2,3 4 5\n" }),
        run("let un; const fn = function named() { return typeof named }"),
        run("console.log(un, fn(), typeof named)", { stdout: "undefined function undefined\n" }),
        run("try { throw 1 } catch (caught) { var fromCatch = caught }"),
        run("console.log(fromCatch, typeof caught)", { stdout: "1 undefined\n" }),
        evaluate("({a: 1})", "{ a: 1 }"),
        evaluate("{a: 1}", "{ a: 1 }"),
      ],
    },
  },
  {
    id: "N17",
    title: "modules are found from the session's working directory",
    files: {
      "x.js": "module.exports = 'x of w'\n",
      "y.mjs": "export default 'y of w'\n",
      "z.json": '{"z": 1}\n',
      "sub/x.js": "module.exports = 'x of sub'\n",
      "sub/y.mjs": "export default 'y of sub'\n",
      "node_modules/dep/index.js": "module.exports = 'dep'\n",
      "node_modules/dep/package.json": '{"name": "dep", "main": "index.js"}\n',
    },
    in: {
      node: [
        run(
          "console.log(require('./x.js'), (await import('./y.mjs')).default, require('./z.json').z, require('dep'))",
          {
            stdout: "x of w y of w 1 dep\n",
          },
        ),
        run("import z from './z.json' with {type: 'json'}; console.log(z.z)", {
          stdout: "1\n",
          stderr: /^(?:.*ExperimentalWarning[^]*)?$/,
        }),
        run("process.chdir('sub')"),
        run("console.log(require('./x.js'), (await import('./y.mjs')).default, require('dep'))", {
          stdout: "x of sub y of sub dep\n",
        }),
      ],
    },
  },
  {
    id: "N19",
    title: "a loop is stopped and the state is kept",
    in: {
      node: [
        run("let k=5"),
        action("interrupt", async ({ start, session }) => {
          const running = start("console.log('part'); while(true){}");
          await running.saw("part\n");
          await session.interrupt();
          expect(await running.result).toMatchObject({ status: "interrupted", exitCode: 130 });
        }),
        evaluate("k", "5"),
        run("while(true){}", { status: "timed_out", stderr: /^[^]*$/ }, { timeoutMs: 300 }),
        evaluate("k", "5"),
      ],
    },
  },
  ...[
    "var JSON = {}, Promise = 1, Object = null, process = undefined, setTimeout = 0, Error = 0",
    "var Array = 1, String = 0, Map = null, Set = null, Symbol = 0, Function = 0, Reflect = 0, Proxy = 0, globalThis = 0, console = 0, RegExp = 0",
    "for (const name of ['map', 'push', 'join', 'filter', 'flatMap', 'concat', Symbol.iterator]) Array.prototype[name] = null",
    "JSON.stringify = () => 'x'; JSON.parse = null; Map.prototype.get = () => 1; Map.prototype.set = null; Set.prototype.has = () => true",
    "Object.prototype.get = () => 5; Object.prototype.set = () => 5; Object.prototype.value = 7",
    "Object.defineProperty(Object.prototype, 'then', { get() { return undefined } })",
    "Promise.prototype.then = null; Promise.resolve = null",
    "String.prototype.split = String.prototype.replace = RegExp.prototype.exec = RegExp.prototype.test = Function.prototype.call = Function.prototype.apply = null",
    "process.nextTick = process.emit = process.on = process.env = process.cwd = process.stdout = null",
    "require('fs').writeSync = require('fs').openSync = globalThis.setImmediate = globalThis.queueMicrotask = null",
    "Error.prepareStackTrace = () => { throw 1 }; Error.stackTraceLimit = 0; Error.captureStackTrace = null",
    "Object.freeze(Object.prototype); Object.freeze(Array.prototype)",
    "Object.prototype[Symbol.toPrimitive] = () => { throw 1 }; Object.prototype.toString = Object.prototype.valueOf = Object.prototype.hasOwnProperty = null",
    "Object.setPrototypeOf(Array.prototype, null); Object.setPrototypeOf(Function.prototype, null)",
    "for (const name of ['process', 'Buffer', 'setTimeout', 'Promise', 'Object']) delete globalThis[name]",
    "Buffer.from = Buffer.alloc = Uint8Array.prototype.set = Buffer.prototype.toString = Atomics.load = null",
  ].map((code): Case => ({
    id: "N10",
    title: `a session goes on after ${code}`,
    in: {
      node: [
        run(`${code}; 0`, { result: "0" }),
        evaluate("1 + 1", "2"),
        evaluate("let q = 5; await null; q", "5"),
        evaluate("q", "5"),
      ],
    },
  })),
  {
    id: "N10",
    title: "a thread that opens files all the time gets no descriptor of a run's",
    in: {
      node: [
        run(
          "const w = new (require('worker_threads').Worker)(`const fs = require('fs'); setInterval(() => { for (let i = 0; i < 200; i++) fs.closeSync(fs.openSync('/dev/null')) }, 0)`, { eval: true }); w.unref()",
        ),
        ...Array.from({ length: 40 }, (_, at) =>
          run(
            "process.stdout.write(require('fs').readFileSync(0))",
            { stdout: `text ${at}` },
            { stdin: { text: `text ${at}` } },
          ),
        ),
        run("await w.terminate(); 0", { result: "0" }),
      ],
    },
  },
  {
    id: "N10",
    title: "what Node makes when it is first asked for is not made before, and can be hidden",
    in: {
      node: [
        evaluate("process.moduleLoadList.some((name) => name.includes('undici/undici'))", "false"),
        evaluate("const FormData = 7; FormData", "7"),
        evaluate("let Object = {}; const { q = FormData } = Object; q", "7"),
        evaluate("new globalThis.FormData() instanceof globalThis.FormData", "true"),
      ],
    },
  },
  {
    id: "N10",
    title: "warnings go to stderr in Node's own words",
    in: {
      node: [
        run("process.emitWarning('w')", { stderr: /^\(node:\d+\) Warning: w\n\(Use `node --trace-warnings/ }),
        run("process.emitWarning('old', 'DeprecationWarning', 'X1')", {
          stderr: /^\(node:\d+\) \[X1\] DeprecationWarning: old\n/,
        }),
        run("1 + 1", { result: "2" }),
      ],
    },
  },
];
