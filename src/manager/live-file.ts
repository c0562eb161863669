import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { LiveSession, liveFileOf } from '../protocol/control-messages.ts';

/** The file beside a trace that says where its recorder listens; there while the recorder is. */
export class LiveFile {
  readonly #path: string;

  constructor(traceFile: string, live: Pick<LiveSession, 'sessionId' | 'controlSocket' | 'token'>) {
    this.#path = liveFileOf(traceFile);
    const content: LiveSession = { version: 1, recorderPid: process.pid, ...live };
    rmSync(this.#path, { force: true });
    writeFileSync(this.#path, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  }

  dispose(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Where the recorder of a trace listens; undefined when none is said to be at work. */
export function readLiveFile(traceFile: string): LiveSession | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(liveFileOf(traceFile), 'utf8'));
    return Compile(LiveSession).Check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
