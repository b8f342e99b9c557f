// A rewritten `const` is a variable: assignments to it in the same text must still throw.
import { isFunction, patternNames, visit } from "./syntax.mjs";

const THROW = "(()=>{const c=0;c=c})()";

/** Replaces assignments to the top-level constants `names` by what throws V8's own TypeError. */
export function guardConstants(names, tree, code, edits) {
  if (names.size === 0 || !mayAssign(names, code)) return;
  descend(tree, new Set(), names, code, edits);
}

function mayAssign(names, code) {
  for (const name of names) {
    const word = name.replace(/\$/g, "\\$");
    const after = `(?<![\\w$.])${word}\\s*(?:(?:\\*\\*|>>>?|<<|&&|\\|\\||\\?\\?|[-+*/%&|^])?=(?![=>])|\\+\\+|--)`;
    const uses = code.match(new RegExp(`${after}|(?:\\+\\+|--)\\s*${word}\\b`, "g"));
    if (uses !== null && uses.length > 1) return true;
  }
  return false;
}

/** `hidden`: names that a scope between here and the top declares for itself. */
function descend(node, hidden, names, code, edits) {
  visit(node, (child) => {
    if (child !== node && opensScope(child)) {
      descend(child, new Set([...hidden, ...declaredIn(child)]), names, code, edits);
      return false;
    }
    const target = targetOf(child);
    if (target === undefined || !names.has(target) || hidden.has(target)) return true;
    edits.replaceRange(child.start, child.end, THROW);
    return false;
  });
}

function targetOf({ type, left, argument }) {
  if (type === "AssignmentExpression" && left.type === "Identifier") return left.name;
  if (type === "UpdateExpression" && argument.type === "Identifier") return argument.name;
  return undefined;
}

const opensScope = (node) => isFunction(node) || /^(?:BlockStatement|For|CatchClause|SwitchStatement)/.test(node.type);

function declaredIn(scope) {
  const names = (scope.params ?? []).concat(scope.param ?? []).flatMap(patternNames);
  visit(scope, (node) => {
    if (node.type === "VariableDeclarator") names.push(...patternNames(node.id));
    else if (/^(?:Function|Class)Declaration$/.test(node.type) && node.id) names.push(node.id.name);
  });
  return names;
}
