// Source text to a program: {start(), asynchronous, undeclare()}.
// Plain statements go to V8 as they are. Text that may declare block-scoped names, await, import or export is parsed and
// rewritten first (rewrite.mjs, 10 us when warm); what is not JavaScript at all may be TypeScript (typescript.mjs).
import { resiliently } from "./pristine.mjs";
import * as rewriter from "./rewrite.mjs";
import { replace, SyntaxError, test } from "./safe.mjs";
import { compile, run } from "./script.mjs";

const OPENING = "(async()=>{";
const PAD = " ".repeat(OPENING.length);
const NEEDS_REWRITE = /\b(?:let|const|class|await|import|export|using)\b/;
/** Loading the stripper takes 0.1 s: a slip of the pen in plain JavaScript should not pay for it. */
const LIKE_TYPESCRIPT =
  /[\w)\]}?!]\s*:\s*[\w({['"`]|\b(?:interface|type|enum|namespace|declare|abstract|implements|satisfies|as|readonly|private|public|protected)\s|<[\w[{]|!\s*[.;,)[]/;
const REDECLARED = /has already been declared/;
const OBJECT_LITERAL = /^\s*\{[^]*[^;\s]\s*$/;

/** The module that is loaded when first needed. */
let stripper;
/** The text of the present run, for error messages. */
const source = { __proto__: null, id: "", code: undefined };

export const sourceOfRun = (id) => (source.id === id ? source.code : undefined);

export function forgetSource() {
  source.code = undefined;
}

/** The program for `code`, or a promise of it when a module must be loaded first. */
export function prepare(code, id) {
  source.id = id;
  source.code = code;
  return test(NEEDS_REWRITE, code) ? rewritten(code, id) : plain(code, id);
}

function plain(code, id) {
  const literal = asObjectLiteral(code, id);
  if (literal !== undefined) return literal;
  let script;
  try {
    script = compile(code, id);
  } catch (error) {
    return rewritten(code, id, error);
  }
  return new Plain(script, code, id);
}

/** A script that V8 takes as it is. */
class Plain {
  asynchronous = false;
  /** A promise has this, a program does not. */
  then = undefined;
  undeclare = undefined;

  constructor(script, code, id) {
    this.script = script;
    this.code = code;
    this.id = id;
  }

  start() {
    try {
      return run(this.script);
    } catch (error) {
      if (!isRedeclaration(error)) throw error;
    }
    return redeclare(this.code, this.id);
  }
}

/** Names that exist as lexical bindings make V8 refuse a `var` or a `function` of that name, before anything has run. */
function redeclare(code, id) {
  const program = rewritten(code, id);
  if (program.then !== undefined) throw new SyntaxError("a name has already been declared");
  return program.start();
}

function isRedeclaration(error) {
  return error instanceof SyntaxError && test(REDECLARED, error.message);
}

/** `{a: 1}` is an object, as node's REPL has it, unless it only makes sense as a block. */
function asObjectLiteral(code, id) {
  if (!test(OBJECT_LITERAL, code)) return undefined;
  try {
    const script = compile(`(${code}\n)`, id, -1);
    return new Plain(script, code, id);
  } catch {
    return undefined;
  }
}

function rewritten(code, id, problem) {
  const literal = asObjectLiteral(code, id);
  if (literal !== undefined) return literal;
  const program = resiliently(() => rewriter.rewrite(code));
  if (program !== undefined) return resiliently(() => rewriter.assemble(program, id));
  return stripped(code, id, problem);
}

/** The parser refused it: TypeScript, syntax newer than the parser, or a mistake, which V8 then words. */
function stripped(code, id, problem) {
  if (!test(LIKE_TYPESCRIPT, code)) return refused(code, id, problem);
  if (stripper === undefined) return loadStripper(code, id, problem);
  const javascript = resiliently(() => stripper.stripTypes(code));
  const program = javascript === undefined ? undefined : resiliently(() => rewriter.rewrite(javascript));
  if (program === undefined) return refused(code, id, problem);
  return resiliently(() => rewriter.assemble(program, id));
}

async function loadStripper(code, id, problem) {
  stripper = await import("./typescript.mjs");
  return stripped(code, id, problem);
}

function refused(code, id, problem) {
  if (problem !== undefined) throw problem;
  return asWritten(code, id);
}

function asWritten(code, id) {
  let script;
  try {
    script = compile(code, id);
  } catch (error) {
    throw rewriter.mentionsAwait(code) ? awaitProblem(code, id, error) : error;
  }
  return new Plain(script, code, id);
}

/** For code that may await at the top level V8's complaint about `await` would hide the real mistake. */
function awaitProblem(code, id, error) {
  try {
    compile(`${OPENING}${code}\n})`, id, -OPENING.length);
  } catch (inner) {
    inner.stack = withoutOpening(inner.stack);
    return inner;
  }
  return error;
}

/** The excerpt in a syntax error's stack (file, line, caret) as the user wrote it. */
function withoutOpening(stack) {
    return replace(replace(stack, `\n${OPENING}`, "\n"), `\n${PAD}`, "\n");
}
