/** Text as a terminal would leave it: what carriage returns, backspaces and cursor movements of progress bars overwrite is gone. */

/** Anything of a terminal's but line ends and colours. Source: ECMA-48, 5.4 and 5.6. */
const REDRAWN = /\r(?!\n)|\x08|\x1b\[[\d;?<=>!]*[ -/]*[@-ln-~]|\x1b[78=>()]/;
const TOKEN =
  /\x1b\[([\d;?<=>!]*)[ -/]*([@-~])|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|\r\n|[\n\r\x08]|[^\x1b\n\r\x08]+|\x1b/g;

/** Whether a text draws over itself. */
export function isRedrawn(text: string): boolean {
  return REDRAWN.test(text);
}

/** Colours and other attributes stay out. */
export function asLeftOnScreen(text: string): string {
  const lines: string[] = [""];
  let [row, column] = [0, 0];
  const put = (piece: string) => {
    const line = lines[row] ?? "";
    lines[row] = line.slice(0, column).padEnd(column) + piece + line.slice(column + piece.length);
    column += piece.length;
  };
  const goTo = (to: number) => {
    row = Math.max(0, to);
    while (lines.length <= row) lines.push("");
  };
  for (const [token, parameter = "", command] of text.matchAll(TOKEN)) {
    const count = Number(parameter) || 1;
    if (token === "\n" || token === "\r\n") {
      goTo(row + 1);
      column = 0;
    } else if (token === "\r") column = 0;
    else if (token === "\x08") column = Math.max(0, column - 1);
    else if (command === "A") goTo(row - count);
    else if (command === "B") goTo(row + count);
    else if (command === "C") column += count;
    else if (command === "D") column = Math.max(0, column - count);
    else if (command === "G") column = count - 1;
    else if (command === "K") lines[row] = erased(lines[row] ?? "", column, parameter);
    else if (command === "J" && (parameter === "" || parameter === "0")) {
      lines.length = row + 1;
      lines[row] = (lines[row] ?? "").slice(0, column);
    } else if (!token.startsWith("\x1b")) put(token);
  }
  return lines.join("\n");
}

/** Erase in line: to the end, from the beginning, or all of it. */
function erased(line: string, column: number, parameter: string): string {
  if (parameter === "2") return "";
  return parameter === "1" ? " ".repeat(column) + line.slice(column) : line.slice(0, column);
}
