// Top-level declarations that last: the rewriting of a script so that its names outlive it and can be declared anew.
//
//   let x = 1, const x = 1, class X {}   become global variables (`var`, same width: columns stay exact)
//   names of built-ins (console, URL …)  become assignments to one lexical binding that shadows the built-in
//   await, import                        put the script into an async function; its declarations become assignments
//   export                               is dropped; import becomes `await import()`
import { pathToFileURL } from "node:url";
import { parse } from "acorn";
import { guardConstants } from "./constants.mjs";
import { isBuiltin, isShadow } from "./globals.mjs";
import { workingDirectory } from "./scope.mjs";
import { awaitsAtTop, hoistedVars, patternNames, visit } from "./syntax.mjs";
import { Edits } from "./edits.mjs";
import { bindImport } from "./imports.mjs";

const PARSE_OPTIONS = {
  ecmaVersion: "latest",
  sourceType: "script",
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowHashBang: true,
};

export { assemble } from "./assemble.mjs";
export const mentionsAwait = (code) => /\bawait\b/.test(code);

/** {text, hoisted, asynchronous, names, shadows, imports}; undefined when the text does not parse. */
export function rewrite(code) {
  let tree;
  try {
    tree = parse(code, PARSE_OPTIONS);
  } catch (error) {
    if (error.pos !== undefined) return undefined;
    throw error;
  }
  return new Rewriting(code, tree).result();
}

class Rewriting {
  constructor(code, tree) {
    this.code = code;
    this.body = tree.body;
    this.edits = new Edits(code);
    this.hoisted = new Edits(code);
    this.functions = [];
    this.names = new Set();
    this.shadows = new Set();
    this.constants = new Set();
    this.imports = new Map();
    this.asynchronous = this.body.some((node) => /^Import|^ExportAll/.test(node.type) || node.source || awaitsAtTop(node));
    visit(tree, (node) => this.metaProperty(node));
    for (const node of this.body) this.statement(node);
    guardConstants(this.constants, tree, code, this.edits);
  }

  result() {
    const { asynchronous, names, shadows, imports } = this;
    if (asynchronous) this.returnLast();
    const hoisted = this.functions.length > 0 ? this.hoisted.keepOnly(this.functions) : undefined;
    return { text: this.edits.apply(), hoisted, asynchronous, names, shadows, imports };
  }

  statement(node) {
    switch (node.type) {
      case "ImportDeclaration":
        return bindImport(node, this);
      case "ExportAllDeclaration":
        return this.edits.replace(node, `await import(${node.source.raw});`);
      case "ExportNamedDeclaration":
        return this.exportNamed(node);
      case "ExportDefaultDeclaration":
        return this.exportDefault(node);
      case "VariableDeclaration":
        return this.variables(node);
      case "ClassDeclaration":
        return this.classDeclaration(node);
      case "FunctionDeclaration":
        return this.functionDeclaration(node);
      default:
        return this.nestedVars(node);
    }
  }

  exportNamed(node) {
    if (node.source) return this.edits.replace(node, `await import(${node.source.raw});`);
    if (!node.declaration) return this.edits.blank(node.start, node.end);
    this.edits.blank(node.start, node.declaration.start);
    this.statement(node.declaration);
  }

  exportDefault(node) {
    const value = node.declaration;
    this.edits.blank(node.start, value.start);
    if (/Declaration$/.test(value.type) && value.id) return this.statement(value);
    this.edits.insert(value.start, ";(");
    this.edits.insert(value.end, ")");
  }

  variables(node) {
    const names = node.declarations.flatMap((declarator) => patternNames(declarator.id));
    if (node.kind === "const") for (const name of names) this.constants.add(name);
    const assign = this.asynchronous || names.some(isTaken);
    for (const name of names) this.declare(name, node.kind);
    if (assign) return this.assignments(node);
    if (node.kind !== "var") this.edits.replaceRange(node.start, node.start + node.kind.length, "var".padEnd(node.kind.length));
    if (node.kind === "let") this.initialize(node);
  }

  /** `let x;` makes x undefined again; `var x;` leaves it. */
  initialize(node) {
    for (const declarator of node.declarations) if (!declarator.init) this.edits.insert(declarator.end, "=void 0");
  }

  assignments(node) {
    const [first] = node.declarations;
    this.edits.replaceRange(node.start, first.start, ";void(");
    for (const declarator of node.declarations) {
      if (declarator.init) continue;
      const { start, end, name } = declarator.id;
      this.edits.replaceRange(start, end, node.kind === "var" ? "0" : `${name}=void 0`);
    }
    const last = node.declarations.at(-1);
    this.edits.replaceRange(last.end, node.end, ");");
  }

  classDeclaration(node) {
    const { name } = node.id;
    this.declare(name, "class");
    this.edits.insert(node.start, this.asynchronous || isTaken(name) ? `;${name}=` : `var ${name}=`);
    this.edits.insert(node.end, ";");
  }

  /** Functions are declared before anything runs: in a script of their own where the rest cannot hold them. */
  functionDeclaration(node) {
    const { name } = node.id;
    const taken = isTaken(name);
    if (taken) this.declare(name, "function");
    if (!taken && !this.asynchronous) return;
    this.edits.blank(node.start, node.end);
    this.functions.push(node);
    if (taken) this.hoisted.insert(node.start, `;${name}=`).insert(node.end, ";");
  }

  /** `var` inside blocks and loop heads is global too. */
  nestedVars(statement) {
    for (const { node, inHead } of hoistedVars(statement)) {
      const names = node.declarations.flatMap((declarator) => patternNames(declarator.id));
      if (!this.asynchronous && !names.some(isTaken)) continue;
      for (const name of names) this.declare(name, "var");
      if (inHead) this.loopHead(node);
      else this.assignments(node);
    }
  }

  loopHead(node) {
    this.edits.blank(node.start, node.declarations[0].start);
    for (const { id, init } of node.declarations) if (!init && id.type === "Identifier") this.edits.replaceRange(id.start, id.end, id.name);
  }

  declare(name, kind) {
    if (isTaken(name)) this.shadows.add(name);
    else this.names.add(name);
    if (kind === "import") this.constants.add(name);
  }

  metaProperty(node) {
    if (node.type === "MetaProperty" && node.meta.name === "import") this.edits.replace(node, importMeta());
  }

  /** The value of the last expression, in an object so that a promise is not awaited. */
  returnLast() {
    const last = this.body.at(-1);
    if (last?.type !== "ExpressionStatement") return;
    const end = this.code[last.end - 1] === ";" ? last.end - 1 : last.end;
    this.edits.insertFirst(last.start, "return{__proto__:null,value:(");
    this.edits.insert(end, "\n)}");
  }
}

const isTaken = (name) => isBuiltin(name) || isShadow(name);

/** `import.meta` of a module that lies in the working directory. */
function importMeta() {
  const directory = workingDirectory();
  const path = `${directory}/[node]`;
  const [dirname, filename, url] = [directory, path, pathToFileURL(path).href].map((text) => JSON.stringify(text));
  const resolve = `(s)=>{const p=require.resolve(s);return p[0]==="/"?"file://"+encodeURI(p):p}`;
  return `({__proto__:null,dirname:${dirname},filename:${filename},url:${url},resolve:${resolve}})`;
}
