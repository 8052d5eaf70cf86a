/**
 * First argument of a command that a shell asks how the words after it, the last of them unfinished, may go on. The
 * command then does nothing else: see `deno task completions`.
 */
export const completionRequest = "--get-completions";
