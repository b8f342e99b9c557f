/** `holdfast completion bash`: made from the verbs and options that there are. */
import type { Command } from "commander";
import { HoldfastError } from "../errors.js";
import { exitCodes } from "./exit-codes.js";

const SHELLS = ["bash"];

export function completion(program: Command, shell: string, json = false): Promise<number> {
  if (!SHELLS.includes(shell))
    throw new HoldfastError("INVALID_ARGUMENT", {
      message: "There is no completion for this shell",
      got: shell,
      next: `Use ${SHELLS.join(" or ")}.`,
    });
  const verbs = program.commands.map((command) => command.name());
  const cases = program.commands.map((command) => {
    const options = command.options.flatMap(({ long, short }) => [long, short].filter(Boolean));
    return `    ${command.name()}) words="${[...options, "--help"].join(" ")}" ;;`;
  });
  const script = `_holdfast() {
  local words="" current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  case $before in
    -l|--language) COMPREPLY=($(compgen -W "bash python node" -- "$current")); return ;;
    -w|--workspace|--cwd) COMPREPLY=($(compgen -d -- "$current")); return ;;
    --stdin) COMPREPLY=($(compgen -W "none interactive -" -- "$current")); return ;;
  esac
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
  esac
  ((COMP_CWORD == 1)) && words="${verbs.join(" ")} --help --version"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _holdfast holdfast
`;
  process.stdout.write(json ? `${JSON.stringify({ shell, script })}\n` : script);
  return Promise.resolve(exitCodes.done);
}
