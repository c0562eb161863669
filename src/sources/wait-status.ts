import { constants } from 'node:os';
import type { ExitStatus } from '../model/process-event.ts';

const NAMES = new Map<number, string>();
for (const [name, number] of Object.entries(constants.signals)) {
  if (!NAMES.has(number)) NAMES.set(number, name);
}

/** `SIGTERM` for 15; `SIG42` for a number without a name here. */
export function signalName(number: number): string {
  return NAMES.get(number) ?? `SIG${number}`;
}

/** From the status that `wait(2)` gives: high byte is the exit code, low seven bits the signal. */
export function exitFromWaitStatus(status: number): ExitStatus {
  const signal = status & 0x7f;
  return signal === 0 ? { code: (status >> 8) & 0xff } : { signal: signalName(signal) };
}

/** From a code as Python gives it: negative for a signal's number. */
export function exitFromRuntimeCode(code: number): ExitStatus {
  return code < 0 ? { signal: signalName(-code) } : { code };
}
