import assert from 'node:assert/strict';
import { endOrTimeout } from './timeout.ts';

describe('endOrTimeout', () => {
  const never = new Promise<never>(() => undefined);

  it('prefers an end that has been to a timeout that is over', async () => {
    assert.equal(await endOrTimeout(Promise.resolve(), 0), true);
  });

  it('ends with the timeout', async () => {
    assert.equal(await endOrTimeout(never, 1), false);
  });

  it('takes more milliseconds than a timer does', async () => {
    const soon = new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await endOrTimeout(soon, 2 ** 40), true);
  });
});
