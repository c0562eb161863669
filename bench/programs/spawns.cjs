// Starts N children one after the other and awaits each, and prints how long that took, in µs.
'use strict';
const { spawn } = require('node:child_process');
const { once } = require('node:events');

(async () => {
  const begin = process.hrtime.bigint();
  for (let i = Number(process.argv[2]); i > 0; i -= 1) {
    await once(spawn('/bin/true', { stdio: 'ignore' }), 'exit');
  }
  console.log('elapsed', Number((process.hrtime.bigint() - begin) / 1000n));
})();
