import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('a VS Code window with the extension', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch();
  });

  after(async () => {
    await window.dispose();
  });

  it('opens an example', async () => {
    const [example] = readdirSync(join(window.folder, 'python')).filter((name) =>
      name.endsWith('.py'),
    );
    assert.ok(example, 'examples/python holds no program');

    await window.openFile(join('python', example));

    await window.screenshot('smoke');
  });
});
