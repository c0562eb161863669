import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The machine's C compiler, undefined without one. */
export function compiler(): string | undefined {
  return ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);
}

/**
 * Skips a suite that needs a C compiler where there is none.
 * @returns the compiler.
 */
export function needCompiler(context: Mocha.Context): string {
  const found = compiler();
  if (found === undefined) {
    console.log('      there is no C compiler');
    context.skip();
  }
  return found ?? '';
}

/** Builds a program of test/programs/c; returns its path. */
export function build(context: Mocha.Context, name: string, folder: string): string {
  const program = join(folder, name);
  const source = join('test/programs/c', `${name}.c`);
  const { status, stderr } = spawnSync(needCompiler(context), [
    ...['-O1', '-o', program, source, '-lpthread'],
  ]);
  if (status !== 0) throw new Error(`${source} does not compile: ${stderr}`);
  return program;
}
