// Questions to a syntax tree (ESTree, as acorn makes it).

/** Calls `see(node, parent)` for every node; a `false` from it leaves the node's children out. */
export function visit(node, see, parent) {
  if (see(node, parent) === false) return;
  for (const key in node) {
    const child = node[key];
    if (child === null || typeof child !== "object") continue;
    if (Array.isArray(child)) {
      for (const item of child) if (item !== null && typeof item.type === "string") visit(item, see, node);
    } else if (typeof child.type === "string") visit(child, see, node);
  }
}

export const isFunction = (node) =>
  /Function/.test(node.type) || node.type === "PropertyDefinition" || node.type === "StaticBlock";

/** Whether it awaits outside of any function. */
export function awaitsAtTop(node) {
  let found = false;
  visit(node, (child) => {
    if (child.type === "AwaitExpression" || (child.type === "ForOfStatement" && child.await)) found = true;
    return !found && !isFunction(child);
  });
  return found;
}

/** The names a pattern binds. */
export function patternNames(pattern) {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => patternNames(property.value ?? property.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap(patternNames);
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

/** The `var` declarations in a statement that belong to the top level, with whether they stand in a loop's head. */
export function hoistedVars(statement) {
  const found = [];
  visit(statement, (node, parent) => {
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      found.push({ node, inHead: parent.init === node || (parent.left === node && /^For/.test(parent.type)) });
    }
    return !isFunction(node);
  });
  return found;
}
