// Starts a Node that may read next to nothing, by its option and by the environment.
'use strict';
const { spawnSync } = require('node:child_process');
const [flag] = process.argv.slice(2);
const script = 'process.permission.has("fs.read")';
const options = { encoding: 'utf8' };
const byOption = spawnSync(process.execPath, [flag, '-p', script], options);
const env = { ...process.env, NODE_OPTIONS: flag };
const byVariable = spawnSync(process.execPath, ['-p', script], { ...options, env });
for (const { status, stdout, stderr } of [byOption, byVariable])
  console.log(status, stdout, stderr);
