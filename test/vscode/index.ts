/** Runs the suite inside VS Code's extension host, where `run()` is called. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Resolves when every test has passed. */
export function run(): Promise<void> {
  markOutput(process.env.FORKSCOPE_TEST_LINE_MARK ?? '');
  const root = join(__dirname, '../../..');
  const mocha = new Mocha({
    ui: 'bdd',
    // A bound for what hangs, not for how fast a machine is.
    timeout: 60_000,
    reporter: join(root, 'scripts/lib/mocha-reporter.cjs'),
    color: process.env.FORCE_COLOR === '1',
  });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.cjs') && name.includes(process.env.FORKSCOPE_TEST_ONLY ?? ''))
      mocha.addFile(join(__dirname, name));
  }
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
  });
}

/** Puts a mark before what mocha prints: it arrives mixed with what VS Code prints. */
function markOutput(mark: string): void {
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    console.log(format(...args).replace(/^/gm, mark));
  };
}
