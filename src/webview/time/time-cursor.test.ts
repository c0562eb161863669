import assert from 'node:assert/strict';
import { TimeCursor } from './time-cursor.ts';

describe('the time cursor', () => {
  it('is at the present until it is moved', () => {
    const cursor = new TimeCursor();
    cursor.tick(1_000, 5_000_000);
    assert.equal(cursor.tUs, null);
    cursor.goTo(1_234.6);
    cursor.tick(2_000, 5_000_000);
    assert.equal(cursor.tUs, 1_235);
    cursor.goTo(null);
    assert.equal(cursor.tUs, null);
  });

  it('plays as fast as it is told, also when that changes, until the present', () => {
    const cursor = new TimeCursor();
    cursor.play(1_000_000, 100);
    cursor.tick(600, 9_000_000);
    assert.equal(cursor.tUs, 1_500_000);
    cursor.setSpeed(10, 600);
    cursor.tick(700, 9_000_000);
    assert.equal(cursor.tUs, 2_500_000);
    cursor.pause();
    cursor.tick(900, 9_000_000);
    assert.deepEqual([cursor.tUs, cursor.playing], [2_500_000, false]);
    cursor.play(2_500_000, 1_000);
    cursor.tick(2_000, 9_000_000);
    assert.deepEqual([cursor.tUs, cursor.playing], [null, false]);
  });
});
