/** What a program did wrong with `Process`, for programs; the message is for people. */
export type ProcessErrorCode =
  | 'already-started'
  | 'arguments-not-cloneable'
  | 'cannot-start'
  | 'closed'
  | 'daemon-with-children'
  | 'ended-before-start'
  | 'invalid-option'
  | 'invalid-timeout'
  | 'module-failed'
  | 'not-a-child'
  | 'not-main-thread'
  | 'not-started'
  | 'recursive-start'
  | 'still-running'
  | 'target-not-exported'
  | 'target-not-sendable';

/** Any misuse of `Process`, and every start that failed. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  readonly code: ProcessErrorCode;

  constructor(code: ProcessErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
