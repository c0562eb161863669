// Says what a program can find out about its own process, so that two runs can be compared.
'use strict';
const childProcess = require('node:child_process');
const util = require('node:util');

const { ChildProcess } = childProcess;
const late = process.argv[2] === 'late';

function look() {
  const child = childProcess.spawn('true');
  childProcess.execSync('true');
  child.on('exit', () => undefined);
  const facts = {
    env: process.env,
    execArgv: process.execArgv,
    argv: process.argv.slice(1),
    handles: process._getActiveHandles().map((handle) => handle.constructor.name),
    events: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    childEvents: child.eventNames().map(String),
    childKeys: Object.keys(child),
    exitCode: Object.getOwnPropertyDescriptor(child, 'exitCode'),
    process: Object.keys(process),
    modules: Object.keys(require.cache),
    functions: Object.entries(childProcess).map(([name, value]) => [
      name,
      value.name,
      value.length,
    ]),
    inspected: util.inspect(childProcess),
    prototype: Object.keys(ChildProcess.prototype),
    promisified: util.inspect(childProcess.exec[util.promisify.custom]),
    error: [Object.keys(Error), Error.stackTraceLimit, 'prepareStackTrace' in Error],
    polluted: [
      Object.getOwnPropertyNames(Object.prototype),
      Object.getOwnPropertyNames(Error.prototype),
    ],
    stdout: [process.stdout.constructor.name, process.stdout.isTTY, process.stdout.writableLength],
    stdoutKeys: Object.keys(process.stdout),
    handleKeys: Object.keys(process.stdout._handle || {}),
    stderr: [process.stderr.constructor.name, process.stderr.isTTY, process.stderr.fd],
  };
  console.log(JSON.stringify(facts, null, 1));
}

if (late) setTimeout(look, 50);
else look();
