/** What went wrong, for programs; the message is for people. */
export type UserErrorCode =
  | 'usage'
  | 'command-not-found'
  | 'not-executable'
  | 'is-a-directory'
  | 'cwd-missing'
  | 'launch-failed'
  | 'trace-unreadable'
  | 'not-a-trace'
  | 'trace-unwritable'
  | 'plan-unreadable'
  | 'plan-invalid'
  | 'untrusted'
  | 'unsaved'
  | 'capture-unavailable'
  | 'process-gone'
  | 'session-gone'
  | 'row-redrawn'
  | 'export-failed'
  | 'stream-failed';

/**
 * An error whose message is one sentence for the user that names the thing and the next step. Every
 * other error is unexpected: it goes to the log with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: UserErrorCode;

  constructor(code: UserErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The `code` of a Node system error (`ENOENT`), undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
