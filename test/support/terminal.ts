import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { run } from './recorded.ts';

/** What a terminal saw of a command, how that ended (as wait(2) says it), and whether it echoes then. */
const Terminal = Type.Object({ seen: Type.String(), status: Type.Integer(), echo: Type.Boolean() });

/**
 * Runs a command on a pseudo-terminal.
 * @param keys `--keys TEXT --after TEXT`: what is typed once the terminal shows a text.
 */
export async function onTerminal(
  command: readonly string[],
  keys: readonly string[] = [],
): Promise<Static<typeof Terminal>> {
  const helper = 'test/programs/python/on_terminal.py';
  const { stdout } = await run(['python3', helper, ...keys, ...command]);
  return Value.Parse(Terminal, JSON.parse(stdout));
}
