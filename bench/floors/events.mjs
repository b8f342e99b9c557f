// The echo loop of a Node.js program that stays able to do other things: its event loop waits for the FIFO.
import { constants, openSync, writeSync } from "node:fs";
import { Socket } from "node:net";

const fd = openSync(process.argv[2], constants.O_RDWR | constants.O_NONBLOCK);
const sink = openSync(process.argv[3], "w");
new Socket({ fd, readable: true, writable: false }).on("data", (chunk) => writeSync(sink, chunk));
