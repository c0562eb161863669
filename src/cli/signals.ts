import { closeSync, openSync } from 'node:fs';
import type { Disposable } from '../model/disposable.ts';

/** Signals that somebody sends to the recorder and means the program. */
const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGTERM',
  'SIGUSR2',
  'SIGCONT',
  'SIGWINCH',
];
/** Signals that a terminal sends to its whole foreground group, the program included. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/**
 * Makes the recorder as transparent to signals as `time` is: it never ends by one of these itself,
 * hands on what is meant for the program, and does not send Ctrl+C a second time where the terminal
 * has sent it to the program already.
 */
export function passSignals(forward: (signal: NodeJS.Signals) => void): Disposable {
  const listeners = new Map<NodeJS.Signals, () => void>();
  for (const signal of FORWARDED) listeners.set(signal, () => forward(signal));
  for (const signal of FROM_TERMINAL) {
    listeners.set(signal, () => {
      if (!hasTerminal()) forward(signal);
    });
  }
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return {
    dispose: () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    },
  };
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
