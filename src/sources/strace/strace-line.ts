/** Lines of `strace -f -ttt -T`, see strace(1). Pure text in, facts out. */

interface Stamped {
  /** Thread that the line is about; of a process's main thread it is the PID. */
  readonly tid: number;
  /** Wall-clock time in µs since 1970. */
  readonly wallUs: number;
}

/** A system call, or the part of it that the line holds. */
export interface CallLine extends Stamped {
  readonly kind: 'call';
  readonly name: string;
  /** The arguments' text; of a call that another line interrupted, only the line's part of it. */
  readonly args: string;
  /** `whole`, `begun` (`<unfinished ...>`) or `resumed`. */
  readonly part: 'whole' | 'begun' | 'resumed';
  /** Null for a call that does not return, or has not yet. */
  readonly result: number | null;
  /** Time in the call, in µs; null where the line does not say. */
  readonly tookUs: number | null;
}

export interface EndLine extends Stamped {
  readonly kind: 'exited' | 'killed';
  /** Exit code, or the signal's name. */
  readonly status: number | string;
}

export type StraceLine = CallLine | EndLine;

const LINE = /^(\d+)\s+(\d+)\.(\d{6}) (.*)$/s;
const EXITED = /^\+\+\+ exited with (\d+) \+\+\+$/;
const KILLED = /^\+\+\+ killed by (\w+)(?: \(core dumped\))? \+\+\+$/;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/s;
const CALL = /^(\w+)\((.*)$/s;
const RESULT = /^(.*?)\)\s+= (-?\d+|0x[\da-f]+|\?)(?: [^<]*)?(?: <(\d+\.\d+)>)?$/s;
const UNFINISHED = /^(.*?)\s*<unfinished \.\.\.>(?:\)\s+= \?)?$/s;

/** Undefined for a line that says nothing of processes, or is cut. */
export function parseStraceLine(line: string): StraceLine | undefined {
  const [, tid, seconds, micros, rest = ''] = LINE.exec(line) ?? [];
  if (tid === undefined) return undefined;
  const stamp = { tid: Number(tid), wallUs: Number(seconds) * 1_000_000 + Number(micros) };
  const exited = EXITED.exec(rest)?.[1];
  if (exited !== undefined) return { ...stamp, kind: 'exited', status: Number(exited) };
  const killed = KILLED.exec(rest)?.[1];
  if (killed !== undefined) return { ...stamp, kind: 'killed', status: killed };
  const resumed = RESUMED.exec(rest);
  const [, name, text = ''] = resumed ?? CALL.exec(rest) ?? [];
  if (name === undefined) return undefined;
  const begun = resumed === null ? UNFINISHED.exec(text) : null;
  if (begun !== null) {
    const args = begun[1] ?? '';
    return { ...stamp, kind: 'call', name, args, part: 'begun', result: null, tookUs: null };
  }
  const [, args, result, took] = RESULT.exec(text) ?? [];
  if (args === undefined) return undefined;
  return {
    ...stamp,
    kind: 'call',
    name,
    args,
    part: resumed === null ? 'whole' : 'resumed',
    result: result === undefined || result === '?' ? null : Number(result),
    tookUs: took === undefined ? null : Math.round(Number(took) * 1_000_000),
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  v: '\v',
  f: '\f',
  a: '\u0007',
  b: '\b',
};

/** Takes off strace's quoting of one string's content. Bytes are read as UTF-8. */
export function unquote(text: string): string {
  const bytes: number[] = [];
  const pattern = /\\([0-7]{1,3}|x[\da-f]{2}|.)|([^\\])/gsu;
  for (const [, escaped, plain] of text.matchAll(pattern)) {
    if (escaped === undefined) bytes.push(...Buffer.from(plain ?? ''));
    else if (/^[0-7]/.test(escaped)) bytes.push(Number.parseInt(escaped, 8) & 0xff);
    else if (escaped.length === 3) bytes.push(Number.parseInt(escaped.slice(1), 16));
    else bytes.push(...Buffer.from(ESCAPES[escaped] ?? escaped));
  }
  return Buffer.from(bytes).toString('utf8');
}

/** The argument vector of an `execve` line; what strace cut ends in `…`. */
export function argvOfExec(args: string): string[] {
  const list = /\[((?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|\.\.\.|, )*)\]/s.exec(args)?.[1] ?? '';
  return [...list.matchAll(/"((?:[^"\\]|\\.)*)"(\.\.\.)?|\.\.\./gs)].map(([, text, cut]) =>
    text === undefined ? '…' : `${unquote(text)}${cut === undefined ? '' : '…'}`,
  );
}
