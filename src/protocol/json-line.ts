/** Messages that cross a process boundary as one JSON value a line. Whoever sends may send anything. */

/** What says whether a value is a message, as a compiled schema does. */
interface Checker<Message> {
  Check(value: unknown): value is Message;
}

/** The line's value, undefined where it is no JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The line's message, undefined where it is none. */
export function parseMessage<Message>(
  line: string,
  checker: Checker<Message>,
): Message | undefined {
  const value = parseJson(line);
  return checker.Check(value) ? value : undefined;
}
