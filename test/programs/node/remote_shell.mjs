// What `ssh` is, for tests: has a command run by somebody who listens on a socket, and ends as it does.
// usage: remote_shell.mjs SOCKET HOST COMMAND...
import { connect } from 'node:net';

const [socket, host, ...command] = process.argv.slice(2);
const connection = connect(socket).setEncoding('utf8');
let answer = '';
connection.on('data', (text) => {
  answer += text;
});
connection.on('end', () => {
  process.exitCode = Number(answer);
});
connection.write(`${JSON.stringify({ host, command, traceParent: process.env.TRACEPARENT })}\n`);
