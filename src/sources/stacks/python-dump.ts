/**
 * The text that Python's `faulthandler` writes, as threads and frames. Pure. It is made in a signal
 * handler and says little: no names of threads before 3.14, and the newest thread comes first.
 */
import { posix } from 'node:path';
import type { StackThread } from '../../model/facts.ts';

const THREAD =
  /^(?:Current thread|Thread) (0x[0-9a-f]+)(?: \[(.*)\])? \(most recent call first\):$/;
const FRAME = /^ {2}File "(.*)", line (\d+|\?\?\?) in (.*)$/;
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/g;

/**
 * Reads one dump. Lines that are none of it (a C stack, a mark that there is more) are left out.
 * @param cwd what file names may be relative to: before Python 3.9, that of the main script is.
 */
export function parsePythonDump(text: string, cwd: string | undefined): StackThread[] {
  const threads: StackThread[] = [];
  let frames: StackThread['frames'] = [];
  for (const line of text.split('\n')) {
    const [, address, name] = THREAD.exec(line) ?? [];
    if (address !== undefined) {
      frames = [];
      threads.push({ name: name === undefined ? `thread ${address}` : unescaped(name), frames });
      continue;
    }
    const [, file, at, name_] = FRAME.exec(line) ?? [];
    if (file === undefined || name_ === undefined || threads.length === 0) continue;
    const site = at === '???' ? null : { file: absolute(unescaped(file), cwd), line: Number(at) };
    frames.push({ function: unescaped(name_), site });
  }
  const main = threads.at(-1);
  if (main?.name.startsWith('thread 0x')) main.name = 'main thread';
  return threads;
}

function absolute(file: string, cwd: string | undefined): string {
  if (cwd === undefined || file.startsWith('/') || file.startsWith('<')) return file;
  return posix.join(cwd, file);
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole, ...digits: (string | undefined)[]) => {
    const code = Number.parseInt(digits.slice(0, 3).find((each) => each !== undefined) ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
