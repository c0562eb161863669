import assert from 'node:assert/strict';
import { childExecArgv } from './exec-arguments.ts';

describe('childExecArgv', () => {
  it('keeps loaders, conditions and flags', () => {
    const words = ['--import', 'tsx', '-r', './hook.cjs', '--conditions=dev', '--expose-gc'];
    assert.deepEqual(childExecArgv(words), words);
  });

  it('drops what is about the main script alone', () => {
    assert.deepEqual(childExecArgv(['-e', 'run()', '--import', 'tsx']), ['--import', 'tsx']);
    assert.deepEqual(childExecArgv(['--input-type=module', '--eval', 'run()']), []);
    assert.deepEqual(childExecArgv(['--eval=run()', '-p', '1', '--watch', '--test', '-c']), []);
    assert.deepEqual(childExecArgv(['--watch-path', './src', '--test-only', '-pe', '1']), []);
  });

  it("drops the debugger's port, which is the parent's", () => {
    const words = ['--inspect-brk=0.0.0.0:9229', '--inspect', '--inspect-port', '9230'];
    assert.deepEqual(childExecArgv([...words, '--trace-warnings']), ['--trace-warnings']);
  });
});
