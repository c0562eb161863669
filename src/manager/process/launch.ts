import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Child } from './child.ts';
import { type Answer, isAnswer, type Orders } from './child-messages.ts';
import { childExecArgv } from './exec-arguments.ts';
import { entryFile } from './library-file.ts';
import { ProcessError } from './process-error.ts';
import type { CommandOptions } from './process-options.ts';
import { startSilently } from './session-reporter.ts';

export interface Facts {
  readonly name: string;
  readonly daemon: boolean;
}

/** A child that has been made, and whether it has begun what it is for. */
export interface Launched {
  readonly child: Child;
  /** Rejected with a `ProcessError`; the child has ended then. */
  readonly begun: Promise<void>;
}

/** A child could not be made at all, as the system says a moment later. */
export interface NotLaunched {
  readonly child?: never;
  readonly begun: Promise<never>;
}

type ResolvedAnswer = Extract<Answer, { forkscope: 'resolved' }>;

/** Starts a Node process that follows its orders. */
export function launchTarget(
  orders: Orders,
  learn: (found: ResolvedAnswer) => void,
): Launched | NotLaunched {
  const process_ = startSilently(() =>
    fork(entryFile, process.argv.slice(2), {
      execArgv: childExecArgv(process.execArgv),
      serialization: 'advanced',
      // As in Python, a child does not read what is typed for its parent.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  return launched(process_, orders, async (child) => {
    const gone = once(process_, 'disconnect');
    const answer = new Promise<Answer | undefined>((resolve) => {
      process_.on('message', (message) => {
        if (isAnswer(message)) resolve(message);
      });
      gone.then(() => resolve(undefined));
    });
    // An error here means that the child has gone, which `disconnect` tells, too.
    process_.send(orders, () => undefined);
    learn(await accepted(await answer, child));
  });
}

/** Starts a program. */
export function launchCommand(options: CommandOptions, facts: Facts): Launched | NotLaunched {
  const { command, cwd, env } = options;
  const [file, ...args] = command;
  const process_ = startSilently(() =>
    spawn(file, args, {
      stdio: 'inherit',
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    }),
  );
  return launched(process_, facts, async () => undefined);
}

function launched(
  process_: ChildProcess,
  { name, daemon }: Facts,
  begin: (child: Child) => Promise<void>,
): Launched | NotLaunched {
  if (process_.pid === undefined) return { begun: failure(process_, name) };
  // A signal that cannot be delivered is no reason to end the program.
  process_.on('error', () => undefined);
  const child = new Child(process_, process_.pid, { name, daemon });
  // Whoever starts a process is not over before it has begun.
  const hold = child.hold();
  return { child, begun: begin(child).finally(() => hold.dispose()) };
}

async function failure(process_: ChildProcess, name: string): Promise<never> {
  const [error] = await once(process_, 'error');
  const reason = error instanceof Error ? error.message : String(error);
  throw new ProcessError('cannot-start', `${name} cannot be started: ${reason}`, { cause: error });
}

async function accepted(answer: Answer | undefined, child: Child): Promise<ResolvedAnswer> {
  if (answer?.forkscope === 'resolved') return answer;
  if (answer?.forkscope === 'failed') {
    child.signal('SIGKILL', 'kill');
    await child.ended;
    const { code, message, cause } = answer;
    throw new ProcessError(code, message, cause === undefined ? {} : { cause });
  }
  const code = await child.ended;
  throw new ProcessError(
    'ended-before-start',
    `${child.name} ended with exit code ${code} before it had loaded its target.`,
  );
}
