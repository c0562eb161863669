// @ts-check
/*
 * What NODE_OPTIONS brings into every Node process of a session.
 *
 * This file is read by versions that the probe does not support, too: its syntax is that of the oldest.
 * Under the permission model it may be the only file of ours that can be read, and what the program
 * may do is none of our business: there the probe stays silent.
 */
'use strict';

(() => {
  /** @type {any[]} */
  var version = process.versions.node.split('.').map(Number);
  var supported = version[0] * 1000 + version[1] >= 14018;
  /** @type {{ type?: string, permission?: unknown }} */
  var here = /** @type {any} */ (process);
  // A renderer or main process of Electron is no Node program, though it takes these options.
  if (!supported || here.permission || here.type) return;
  try {
    require('./install.cjs').install();
    // Nothing of ours is loaded later, and the program may look what is.
    Object.keys(require.cache).forEach((file) => {
      if (file.indexOf(__dirname) === 0) delete require.cache[file];
    });
  } catch (_error) {
    // Whatever it is, the program goes on without the probe.
  }
})();
