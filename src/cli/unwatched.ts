import { setTimeout as delay } from 'node:timers/promises';
import type { Recording } from '../manager/recording.ts';

const LOOK_MS = 200;

/** Resolves when no window has looked at the recording for so many seconds. */
export async function unwatched(recording: Recording, seconds: number): Promise<void> {
  for (let aloneMs = 0; aloneMs < seconds * 1_000; aloneMs += LOOK_MS) {
    await delay(LOOK_MS);
    if (recording.watchers > 0) aloneMs = 0;
  }
}
