/** Debian's debugpy as a debugger of the editor, as the Python extension would have it. */
const vscode = require('vscode');

const python = '/usr/bin/python3';

exports.activate = (/** @type {import('vscode').ExtensionContext} */ { subscriptions }) => {
  subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', {
      createDebugAdapterDescriptor: ({ configuration: { connect } }) =>
        connect === undefined
          ? new vscode.DebugAdapterExecutable(python, ['-m', 'debugpy.adapter'])
          : new vscode.DebugAdapterServer(connect.port, connect.host),
    }),
    // A child of the program wants a session of its own, at the same adapter.
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (event !== 'debugpyAttach') return;
      vscode.debug.startDebugging(undefined, body, { parentSession: session });
    }),
  );
};
