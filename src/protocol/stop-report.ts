/** What a request to stop processes asks for, how it goes on, and what is said at its end. */
import Type, { type Static } from 'typebox';
import { assertUnreachable } from '../model/assert-unreachable.ts';
import { ProcessRef } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import { english, type Translate } from '../model/status.ts';

/** What is to be stopped: all of a session, or one process of it, with or without all below it. */
export const StopTarget = Type.Union([
  Type.Literal('session'),
  Type.Object({ process: ProcessRef, tree: Type.Boolean() }),
]);
export type StopTarget = Static<typeof StopTarget>;

/** `graceful`: SIGINT, SIGTERM, then SIGKILL, with time between them. `kill`: SIGKILL at once. */
export const StopMode = Type.Enum(['graceful', 'kill']);
export type StopMode = Static<typeof StopMode>;

/** `freeze`: everything is halted (SIGSTOP) so that nothing new is started while it is killed. */
export const StopStage = Type.Enum(['interrupt', 'terminate', 'freeze', 'kill']);
export type StopStage = Static<typeof StopStage>;

export const StopProgress = Type.Object({
  stage: StopStage,
  /** Processes that are still there. */
  alive: Type.Integer({ minimum: 0 }),
  /** Processes seen since the request, those that came in between included. */
  seen: Type.Integer({ minimum: 0 }),
});
export type StopProgress = Static<typeof StopProgress>;

/** Why a process is still there. */
export const SurvivalReason = Type.Enum([
  /** It belongs to another user, or a security module forbids it. */
  'not-permitted',
  /** In a call of the kernel that no signal ends (state D). */
  'uninterruptible',
  /** It has been killed, and the kernel is not done with it. */
  'ending',
  /** It ignores, blocks or handles what it was sent; no SIGKILL was sent. */
  'ignores',
  /** It was sent nothing: the stop was cancelled before. */
  'spared',
  /** It came up faster than the others could be ended. */
  'unknown',
]);
export type SurvivalReason = Static<typeof SurvivalReason>;

export const Survivor = Type.Object({
  pid: Type.Integer({ minimum: 0 }),
  /** The kernel's short name of it, or nothing where it could not be read. */
  name: Type.String(),
  reason: SurvivalReason,
  /** The last signal that it was sent. */
  signal: Type.Union([Type.String(), Type.Null()]),
});
export type Survivor = Static<typeof Survivor>;

/** One that has ended, and of which its OS parent has not asked how: only its number is still taken. */
const Zombie = Type.Object({
  pid: Type.Integer({ minimum: 0 }),
  ppid: Type.Integer({ minimum: 0 }),
});

export const StopResult = Type.Object({
  cancelled: Type.Boolean(),
  /** How many of the processes have ended, zombies included. */
  ended: Type.Integer({ minimum: 0 }),
  /** Those that have not. */
  survivors: Type.Array(Survivor),
  zombies: Type.Array(Zombie),
});
export type StopResult = Static<typeof StopResult>;

/** A line for each survivor with its reason, and one for the zombies of each parent. */
export function stopDetails({ survivors, zombies }: StopResult, t: Translate = english): string[] {
  const byParent = new Map<number, number[]>();
  for (const { pid, ppid } of zombies) byParent.set(ppid, [...(byParent.get(ppid) ?? []), pid]);
  return [
    ...survivors.map((each) => safeText(survivorText(each, t))),
    ...[...byParent].map(([ppid, pids]) =>
      pids.length === 1
        ? t('{0} has ended, but its parent {1} has not reaped it', String(pids[0]), String(ppid))
        : t(
            '{0} have ended, but their parent {1} has not reaped them',
            String(pids.length),
            String(ppid),
          ),
    ),
  ];
}

function survivorText(survivor: Survivor, t: Translate): string {
  const who = survivor.name === '' ? String(survivor.pid) : `${survivor.name} (${survivor.pid})`;
  return `${who}: ${reasonText(survivor, t)}`;
}

function reasonText({ reason, signal }: Survivor, t: Translate): string {
  switch (reason) {
    case 'not-permitted':
      return t('not permitted; it belongs to another user');
    case 'uninterruptible':
      return t('in a call of the kernel that no signal ends (state D)');
    case 'ending':
      return t('killed, and the kernel is still ending it');
    case 'ignores':
      return t('goes on in spite of {0}', signal ?? '');
    case 'spared':
      return t('was sent no signal');
    case 'unknown':
      return t('still there, for a reason that the system does not show');
    default:
      return assertUnreachable(reason);
  }
}

/** One sentence on the whole: what is gone, and what is not. */
export function stopSummary(result: StopResult, t: Translate = english): string {
  const { cancelled, ended, survivors } = result;
  const gone = ended === 1 ? t('1 process ended') : t('{0} processes ended', String(ended));
  if (survivors.length === 0) {
    return cancelled ? t('Stop was cancelled; {0}.', gone) : t('{0}; nothing is left.', gone);
  }
  const left = String(survivors.length);
  return cancelled
    ? t('Stop was cancelled; {0}, {1} left.', gone, left)
    : t('{0}, {1} could not be ended.', gone, left);
}
