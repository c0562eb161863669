import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the commands', () => {
  it('of the manifest are all there, once the extension is active', async () => {
    const extension = vscode.extensions.getExtension<unknown>('forkscope.forkscope');
    assert.ok(extension);
    await extension.activate();
    const manifest: Manifest = extension.packageJSON;
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of manifest.contributes.commands) {
      assert.ok(registered.has(command), command);
    }
  });

  it('of a row that is gone by the time do not act on another', async () => {
    await vscode.env.clipboard.writeText('as before');
    // What a menu gives where the row was being redrawn; from the palette, nothing at all is given.
    await vscode.commands.executeCommand('forkscope.copyPid', undefined, undefined);
    assert.equal(await vscode.env.clipboard.readText(), 'as before');
  });
});
