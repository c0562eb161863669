/** The longest that one of Node's timers takes, in ms. */
const LONGEST = 2 ** 31 - 1;

/**
 * Waits for an end, at most so many ms; undefined: as long as it takes.
 * @returns false when the time was over first.
 */
export async function endOrTimeout(
  ended: Promise<unknown>,
  limit: number | undefined,
): Promise<boolean> {
  if (limit === undefined) {
    await ended;
    return true;
  }
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    const arm = (left: number) => {
      const next = () => (left > LONGEST ? arm(left - LONGEST) : resolve(false));
      timer = setTimeout(next, Math.min(left, LONGEST));
    };
    arm(limit);
  });
  const first = await Promise.race([ended.then(() => true), over]);
  clearTimeout(timer);
  return first;
}
