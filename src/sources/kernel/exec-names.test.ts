import assert from 'node:assert/strict';
import { ExecNames, parseCpuList } from './exec-names.ts';
import type { ExecName } from './perf-records.ts';

/** The rings of two CPUs, with what a test puts there. */
function setUp() {
  const waiting: ExecName[][] = [[], []];
  const rings = waiting.map((names) => ({
    read: () => names.splice(0),
    close: () => undefined,
  }));
  const put = (cpu: number, pid: number, name: string, monotonicUs: number) =>
    waiting[cpu]?.push({ pid, name, monotonicUs });
  return { names: new ExecNames(rings), put };
}

describe('ExecNames', () => {
  it('gives the name that an exec has given, once', () => {
    const { names, put } = setUp();
    put(0, 7, 'true', 100);
    assert.equal(names.take({ pid: 8, monotonicUs: 120 }), undefined);
    assert.equal(names.take({ pid: 7, monotonicUs: 120 }), 'true');
    assert.equal(names.take({ pid: 7, monotonicUs: 120 }), undefined);
  });

  it('tells the execs of one process apart, on whichever CPU each was', () => {
    const { names, put } = setUp();
    put(1, 7, 'sh', 100);
    put(0, 7, 'sleep', 300);
    put(1, 7, 'env', 200);
    assert.equal(names.take({ pid: 7, monotonicUs: 110 }), 'sh');
    assert.equal(names.take({ pid: 7, monotonicUs: 210 }), 'env');
    assert.equal(names.take({ pid: 7, monotonicUs: 310 }), 'sleep');
  });

  it('gives the last one where an exec was not told of', () => {
    const { names, put } = setUp();
    put(0, 7, 'sh', 100);
    put(0, 7, 'sleep', 300);
    assert.equal(names.take({ pid: 7, monotonicUs: 310 }), 'sleep');
  });

  it('keeps no more than a bounded number of names that nobody takes', () => {
    const { names, put } = setUp();
    for (let pid = 1; pid <= 10_000; pid += 1) put(0, pid, 'true', pid);
    assert.equal(names.take({ pid: 1, monotonicUs: 20_000 }), undefined);
    assert.equal(names.take({ pid: 10_000, monotonicUs: 20_000 }), 'true');
  });
});

describe('the list of CPUs', () => {
  it('is read as the kernel writes it', () => {
    assert.deepEqual(parseCpuList('0-3,6\n'), [0, 1, 2, 3, 6]);
    assert.deepEqual(parseCpuList('0\n'), [0]);
    assert.deepEqual(parseCpuList(''), []);
    assert.deepEqual(parseCpuList('none'), []);
  });
});
