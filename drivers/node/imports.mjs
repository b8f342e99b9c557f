// Static imports as dynamic ones: `import d, {a as b} from "m"` to `({default: d, a: b} = await import("m"))`.

/** Rewrites one import declaration and notes where its names come from. */
export function bindImport(node, rewriting) {
  const { edits, code } = rewriting;
  const fetch = `await import(${node.source.raw}${attributesOf(node, code)})`;
  if (node.specifiers.length === 0) return edits.replace(node, `;void(${fetch});`);
  const bindings = node.specifiers.map(({ type, imported, local }) => {
    const name = type === "ImportDefaultSpecifier" ? "default" : type === "ImportNamespaceSpecifier" ? "*" : (imported.name ?? imported.value);
    rewriting.declare(local.name, "import");
    rewriting.imports.set(local.name, { from: node.source.value, name, attributes: attributesOf(node, code) });
    return { name, local: local.name };
  });
  edits.replace(node, `;void(${assignment(bindings, fetch, node.source.value)});`);
}

function assignment(bindings, fetch, from) {
  const whole = bindings.find(({ name }) => name === "*");
  const parts = bindings.filter(({ name }) => name !== "*");
  if (whole) fetch = `(${whole.local}=${fetch})`;
  if (parts.length === 0) return fetch;
  const pattern = parts.map(({ name, local }) => `${JSON.stringify(name)}:${local}`).join(",");
  const names = JSON.stringify(parts.map(({ name }) => name));
  return `{${pattern}}=(m=>{for(const n of ${names})if(!(n in m))throw new SyntaxError(${complaint(from)}+"'"+n+"'");return m})(${fetch})`;
}

const complaint = (from) => JSON.stringify(`The requested module '${from}' does not provide an export named `);

function attributesOf(node, code) {
  const { attributes = [] } = node;
  if (attributes.length === 0) return "";
  const pairs = attributes.map(({ key, value }) => `${code.slice(key.start, key.end)}:${value.raw}`);
  return `,{with:{${pairs.join(",")}}}`;
}
