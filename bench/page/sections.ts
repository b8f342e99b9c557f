/** What the page says about each part of the bench. Figures stand in its tables only. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

export const sections: Readonly<Record<string, Section>> = {
  runs: {
    title: "A run",
    text: `One run, from the call to the result, in a session that holds 50 variables. The floors carry a line to a program and back and do
nothing else: \`echo loop\` in the language itself, \`cat\` in C. \`changes off\` leaves out the look at what the run changed. A marker is
the usual way to keep a shell: an interactive interpreter over pipes that prints a mark after each command. All take turns in small batches, so
that a drift of the machine hits all alike; back to back, or with a pause in which the processor goes to sleep.`,
  },
  peers: {
    title: "Other ways to run code, each by itself",
    text: `From nothing means that not even the runtime is there: Holdfast starts its keeper under
the first \`python3\` on PATH, the script of a version manager included, and its first spares. A
process each time has no state to lose; its interrupt ends the process. The last table of each language has what was observed, not what is documented.`,
  },
  sessions: {
    title: "Sessions",
    text: `What a session costs beside its runs. A new session is measured up to its first result: with a spare interpreter at hand (spaced), one
right after another, and without spares (cold).`,
  },
  scale: {
    title: "Many sessions",
    text: `In a host of its own, without spares. Memory is the proportional set size of the host and all below it, which splits shared pages among their
users; "each" has the part of the first session in it, that is the keeper's, too.`,
  },
  output: {
    title: "Output",
    text: "One command's flood of zeros, and a bare reader of the same pipe that keeps nothing.",
  },
  input: {
    title: "Input",
    text: `How soon a run that reads its input is reported as such, how many of the runs that are busy or asleep are taken for readers, and what
looking for readers costs a run that does not read.`,
  },
  faces: {
    title: "Library, tool, daemon, MCP, command",
    text: "The same run through each face, and what a one-shot command costs beside a Node.js that does nothing.",
  },
  start: {
    title: "Import",
    text: "A Node.js that loads the library, beside one that does nothing.",
  },
};
