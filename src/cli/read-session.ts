import type { SessionModel } from '../model/session-model.ts';
import { UserError } from '../model/user-error.ts';
import { readModel } from '../trace/read-trace.ts';
import { describeProblems } from '../trace/trace-parser.ts';

/**
 * Reads a session for a command whose exit code 1 is an answer, and says on standard error what was
 * left out of it.
 * @param speaker what that sentence begins with.
 * @throws {UserError} `usage`, so that a trace that cannot be read is told from that answer.
 */
export async function readSession(file: string, speaker = 'forkscope'): Promise<SessionModel> {
  const { model, problems } = await readModel(file).catch((error: unknown) => {
    throw error instanceof UserError
      ? new UserError('usage', error.message, { cause: error })
      : error;
  });
  const leftOut = describeProblems(problems);
  if (leftOut !== null) process.stderr.write(`${speaker}: ${leftOut}\n`);
  return model;
}
