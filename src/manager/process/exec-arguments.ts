/** Options of Node that are about the main script alone, or would claim the parent's port. */
const NOT_FOR_CHILDREN =
  /^(?:--inspect(?:-brk|-wait|-port|-publish-uid)?|--debug-port|--eval|--print|--check|--interactive|--input-type|--watch(?:-path)?|--test|--test-[\w-]+|--run|-[epci]|-pe)$/;

/** Of these, the ones that take the next word as their value when there is no `=`. */
const WITH_VALUE =
  /^(?:--inspect-port|--debug-port|--eval|--print|--input-type|--watch-path|-e|-p|-pe)$/;

/**
 * Which of this process's own options (`process.execArgv`) its children are started with: loaders,
 * conditions and V8's flags, so that a child runs what its parent runs.
 */
export function childExecArgv(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < execArgv.length; at += 1) {
    const word = execArgv[at] ?? '';
    const [name = word] = word.split('=', 1);
    if (!NOT_FOR_CHILDREN.test(name)) kept.push(word);
    else if (WITH_VALUE.test(word) && execArgv[at + 1]?.startsWith('-') === false) at += 1;
  }
  return kept;
}
