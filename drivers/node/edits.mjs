// Changes to a text by position, applied together at the end.
export class Edits {
  #list = [];
  #text;

  constructor(text) {
    this.#text = text;
  }

  replaceRange(start, end, text) {
    this.#list.push({ start, end, text });
    return this;
  }

  replace(node, text) {
    return this.replaceRange(node.start, node.end, text + this.#newlines(node.start, node.end));
  }

  insert(at, text) {
    return this.replaceRange(at, at, text);
  }

  /** In front of what else is inserted there. */
  insertFirst(at, text) {
    this.#list.unshift({ start: at, end: at, text });
  }

  /** Takes text away and leaves every other character where it was. */
  blank(start, end) {
    return this.replaceRange(start, end, spaces(this.#text.slice(start, end)));
  }

  /** The text with the edits, and blank outside of `nodes`. */
  keepOnly(nodes) {
    let at = 0;
    for (const { start, end } of nodes) {
      this.blank(at, start);
      at = end;
    }
    return this.blank(at, this.#text.length).apply();
  }

  apply() {
    const ordered = this.#list.map((edit, index) => ({ ...edit, index }));
    ordered.sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
    let result = "";
    let at = 0;
    for (const { start, end, text } of ordered) {
      if (start < at) continue;
      result += this.#text.slice(at, start) + text;
      at = end;
    }
    return result + this.#text.slice(at);
  }

  #newlines(start, end) {
    return this.#text.slice(start, end).replace(/[^\n]+/g, "");
  }
}

const spaces = (text) => text.replace(/[^\n]/g, " ");
