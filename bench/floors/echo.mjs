// The barest echo loop in Node.js: what comes from one FIFO goes into another, without its event loop.
import { openSync, readSync, writeSync } from "node:fs";

const [source, sink] = [openSync(process.argv[2], "r"), openSync(process.argv[3], "w")];
const buffer = Buffer.alloc(65_536);
for (let bytes = readSync(source, buffer); bytes > 0; bytes = readSync(source, buffer))
  writeSync(sink, buffer, 0, bytes);
