import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('is known to VS Code and can be activated', async () => {
    const extension = vscode.extensions.getExtension('forkscope.forkscope');
    assert.ok(extension, 'forkscope.forkscope is not installed');

    await extension.activate();

    assert.equal(extension.isActive, true);
  });
});
