/** Exit codes of every command: 0 ok, 1 the thing checked is wrong, 2 it could not be checked or done. */
export const exitCode = { ok: 0, wrong: 1, couldNot: 2 } as const;

/** One of the {@linkcode exitCode} values. */
export type ExitCode = typeof exitCode[keyof typeof exitCode];

/**
 * A mistake or a circumstance that its user can mend, so it is shown as a message with its fix and never with a stack
 * trace. `message` says what is wrong and where, `fix` what to do about it.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  constructor(
    message: string,
    readonly fix?: string,
    readonly exitCode: ExitCode = 2,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
