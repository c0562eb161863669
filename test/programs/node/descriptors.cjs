// Takes all descriptors that it may have, then starts a child.
'use strict';
const fs = require('node:fs');
const { spawn } = require('node:child_process');
try {
  for (;;) fs.openSync('/dev/null', 'r');
} catch ({ code }) {
  fs.writeSync(1, `${code}\n`);
}
try {
  spawn('true').on('error', ({ code }) => fs.writeSync(1, `${code}\n`));
} catch ({ code }) {
  fs.writeSync(1, `${code}\n`);
}
