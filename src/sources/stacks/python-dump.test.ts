import assert from 'node:assert/strict';
import { parsePythonDump } from './python-dump.ts';

/** As Python 3.8 wrote it; from 3.9 on the main script's name is absolute. */
const OLD = `Thread 0x00007f2f901116c0 (most recent call first):
  File "app.py", line 5 in held
  File "/usr/lib/python3.8/threading.py", line 870 in run

Current thread 0x00007f2f909fbb80 (most recent call first):
  File "app.py", line 11 in inner
  File "app.py", line 13 in m\\xe9thode
  File "<string>", line 1 in <module>
  File "app.py", line 14 in <module>
`;

/** As Python 3.13 writes it. */
const NEW = `Thread 0x00007f03c47b86c0 (most recent call first):
  File "/home/ada/sd.py", line 5 in held

Current thread 0x00007f03c53e6b80 (most recent call first):
  File "/home/ada/sd.py", line 11 in inner
  File "/home/ada/sd.py", line 10 in outer
`;

describe('parsePythonDump', () => {
  it('reads threads and frames, the main thread last', () => {
    const threads = parsePythonDump(OLD, '/home/ada');
    assert.deepEqual(
      threads.map(({ name, frames }) => [name, frames.map((frame) => frame.function)]),
      [
        ['thread 0x00007f2f901116c0', ['held', 'run']],
        ['main thread', ['inner', 'méthode', '<module>', '<module>']],
      ],
    );
    const sites = threads[1]?.frames.map(({ site }) => site);
    assert.deepEqual(sites?.[0], { file: '/home/ada/app.py', line: 11 });
    assert.deepEqual(sites?.[2], { file: '<string>', line: 1 });
    assert.deepEqual(parsePythonDump(NEW, undefined)[1]?.frames[1], {
      function: 'outer',
      site: { file: '/home/ada/sd.py', line: 10 },
    });
  });

  it('takes names of threads where they are told', () => {
    const named = NEW.replace('c0 (', 'c0 [reader \\u4e2d] (').replace('80 (', '80 [main] (');
    assert.deepEqual(
      parsePythonDump(named, undefined).map(({ name }) => name),
      ['reader 中', 'main'],
    );
  });

  it('keeps to what it can read', () => {
    const odd = `half a line
  File "lost.py", line 1 in nowhere
Current thread 0x01 (most recent call first):
  File "a "quoted", line 2 in name.py", line ??? in f in g
  ...
Extension modules: x (total: 1)
`;
    const [thread, ...more] = parsePythonDump(odd, '/');
    assert.deepEqual(more, []);
    assert.deepEqual(thread?.frames, [{ function: 'f in g', site: null }]);
    assert.deepEqual(parsePythonDump('', '/'), []);
  });
});
