/**
 * Runs the suite of test/vscode/ inside a real VS Code: the one of the npm registry, or with
 * FORKSCOPE_TEST_DESKTOP=1 the desktop's, which is downloaded.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { provideDebugpy } from './lib/debugpy.mjs';
import { onEndSignal } from './lib/ending.mjs';
import { examplesDir, outDir, root } from './lib/paths.mjs';
import { writeSettings } from './lib/vscode-server.mjs';
import { bareWindow, trustAll } from './lib/vscode-settings.mjs';

// Only Linux has a VS Code in the npm registry.
const desktop = process.env.FORKSCOPE_TEST_DESKTOP === '1' || process.platform !== 'linux';

const temporary = mkdtempSync(join(tmpdir(), 'forkscope-test-'));
const workspace = join(temporary, 'workspace');
const dataDir = join(temporary, 'data');
onEndSignal(async () => {
  rmSync(temporary, { recursive: true, force: true });
  return undefined;
});

try {
  mkdirSync(workspace);
  cpSync(examplesDir, workspace, { recursive: true });
  // The tests with the Python debugger are skipped where there is none, and say why.
  process.env.FORKSCOPE_TEST_NO_DEBUGPY = (await provideDebugpy()) ?? '';
  writeSettings(dataDir, { ...bareWindow, ...trustAll });
  await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: join(root, 'test/harness/vscode-launcher.mjs') }),
    extensionDevelopmentPath: [root, join(root, 'test/vscode/extensions/debugpy')],
    extensionTestsPath: join(outDir, 'test/vscode/index.cjs'),
    launchArgs: [
      workspace,
      `--user-data-dir=${dataDir}`,
      `--extensions-dir=${join(temporary, 'extensions')}`,
    ],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
