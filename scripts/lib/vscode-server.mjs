/** Starting and ending a VS Code server on this machine, and what it is given. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mustRun, UserError } from './run.mjs';
import { provisionVsCode } from './vscode-provision.mjs';

/** How long a server may take until it answers, in ms. */
const startTimeout = 60_000;
const guardScript = fileURLToPath(new URL('server-guard.mjs', import.meta.url));

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir settings, state and logs
 * @property {string} extensionsDir
 * @property {number} [preferredPort] taken when it is free; default: any free port
 * @property {boolean} [smokeTestDriver] for runs of extension tests; it suppresses notifications
 * @property {string} [token] the secret without which nobody is answered; default: a new one
 * @property {(message: string) => void} [progress]
 */

/**
 * @typedef {object} VsCodeServer
 * @property {string} authority host and port
 * @property {string} logFile
 * @property {number} pid the leader of the server's process group
 * @property {Promise<void>} ended
 * @property {(parameters: Record<string, string>) => string} url the workbench's address
 * @property {() => Promise<void>} stop ends the server and every process that came from it
 */

/**
 * Starts a server and waits until it answers. It ends with `stop()`, and with our own process
 * however that ends.
 *
 * @param {ServerOptions} options
 * @returns {Promise<VsCodeServer>}
 */
export async function startVsCodeServer(options) {
  const { node, serverMain } = await provisionVsCode(options.progress);
  const port = await freePort(options.preferredPort);
  const token = options.token ?? randomBytes(16).toString('hex');
  const logFile = join(options.dataDir, 'server.log');
  mkdirSync(options.dataDir, { recursive: true });
  mkdirSync(options.extensionsDir, { recursive: true });
  writeFileSync(logFile, '');

  const args = [
    ...[serverMain, '--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...directoryArguments(options),
    ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const guard = spawn(process.execPath, [guardScript, logFile, node, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: serverEnvironment(),
  });
  await once(guard, 'spawn');
  const ended = once(guard, 'exit').then(() => undefined);
  const stop = async () => {
    guard.stdin.destroy();
    await ended;
  };
  const authority = `127.0.0.1:${port}`;
  try {
    await untilAnswering(authority, guard, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    authority,
    logFile,
    pid: guard.pid ?? 0,
    ended,
    url: (parameters) =>
      `http://${authority}/?${new URLSearchParams({ tkn: token, ...parameters })}`,
    stop,
  };
}

/**
 * Installs a packaged extension for servers that use this extensions folder.
 *
 * @param {string} vsix
 * @param {{ dataDir: string, extensionsDir: string }} dirs
 */
export async function installVsix(vsix, dirs) {
  const { node, serverMain } = await provisionVsCode();
  mkdirSync(dirs.extensionsDir, { recursive: true });
  await mustRun(
    node,
    [serverMain, ...directoryArguments(dirs), '--install-extension', vsix, '--force'],
    { env: serverEnvironment(), quiet: true, hint: `VS Code would not install ${vsix}` },
  );
}

/**
 * Writes the settings of a data folder: those of the user are read when a window opens; those of the
 * machine come before them, and an open window follows them, but not every setting may stand there.
 *
 * @param {string} dataDir
 * @param {Record<string, unknown>} settings
 * @param {readonly ('User' | 'Machine')[]} [levels]
 */
export function writeSettings(dataDir, settings, levels = ['User']) {
  for (const level of levels) {
    const file = join(dataDir, level, 'settings.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
  }
}

/** @param {{ dataDir: string, extensionsDir: string }} dirs */
function directoryArguments({ dataDir, extensionsDir }) {
  return [
    ...['--server-data-dir', dataDir, '--user-data-dir', dataDir],
    ...['--extensions-dir', extensionsDir],
  ];
}

/** Our environment without what belongs to a VS Code, or an npm, that we run inside of. */
function serverEnvironment() {
  const foreign = /^(VSCODE_|ELECTRON_|npm_|CODE_SERVER_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/**
 * @param {string} authority
 * @param {import('node:child_process').ChildProcess} guard
 * @param {string} logFile
 */
async function untilAnswering(authority, guard, logFile) {
  const deadline = Date.now() + startTimeout;
  while (Date.now() < deadline) {
    if (guard.exitCode !== null || guard.signalCode !== null) {
      throw new UserError(`The VS Code server ended at its start:\n${serverLog(logFile)}`);
    }
    try {
      const answer = await fetch(`http://${authority}/version`);
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await delay(50);
  }
  throw new UserError(`The VS Code server did not answer in time:\n${serverLog(logFile)}`);
}

/**
 * What the server has logged, without the noise.
 *
 * @param {string} logFile
 */
export function serverLog(logFile) {
  // A message begins at the line's start; what belongs to it is indented, or ends it.
  const messages = readFileSync(logFile, 'utf8').split(/\n(?![\s})\]]| →)/);
  return messages.filter((text) => text.trim() && !isNoise(text)).join('\n');
}

const noise = [
  // Optional native parts that nobody built.
  /Could not locate the bindings file|watchdog/,
  // Parts of the product that this package leaves out, or that need the internet.
  /\[Service Worker\]|open-vsx\.org|\[AgentHost|\[AccountPolicyGate\]/,
  // How the workbench finds its server.
  /connection token|Creating a socket|reconnection-grace-time|builtin extensions cache/,
];

/**
 * Whether a message of VS Code says nothing about the extension or the tests.
 *
 * @param {string} message
 */
export function isNoise(message) {
  return noise.some((pattern) => pattern.test(message));
}

/**
 * @param {number} [preferred]
 * @returns {Promise<number>}
 */
async function freePort(preferred) {
  for (const port of preferred ? [preferred, 0] : [0]) {
    const probe = createServer().listen(port, '127.0.0.1');
    try {
      await once(probe, 'listening');
      const address = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close();
      await once(probe, 'close');
      return address.port;
    } catch {
      // Somebody else has it.
    }
  }
  throw new UserError('No free port on 127.0.0.1.');
}
