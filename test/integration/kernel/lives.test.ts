import assert from 'node:assert/strict';
import { build } from '../../support/compiled.ts';
import { skipWithoutKernelEvents } from '../../support/kernel.ts';
import { cli, record, run, temporaryFolder } from '../../support/recorded.ts';
import { processNamed } from '../../support/reports.ts';

/** The kernel's word alone: no sampler helps. */
const options = ['--capture', 'kernel', '--sampler', 'none'];

describe('a process that the kernel tells of', () => {
  const folder = temporaryFolder();
  before(skipWithoutKernelEvents);
  after(() => folder.remove());

  it('ends by the signal that ended it', async () => {
    const script = '(kill -SEGV $BASHPID) & (kill -TERM $BASHPID) & (exit 9) & wait; :';
    const { report } = await record(['bash', '-c', script], { options });
    const [shell, ...children] = report.processes;
    assert.deepEqual(
      children.map(({ exit }) => exit),
      [{ signal: 'SIGSEGV' }, { signal: 'SIGTERM' }, { code: 9 }],
    );
    for (const child of children) {
      assert.deepEqual(child.argv, shell?.argv, 'a fork goes on with the program of its parent');
    }
  });

  it('keeps every program that it has been', async () => {
    const script = "sh -c 'exec env sleep 0.2'; (exec sleep 0.2); :";
    const { report } = await record(['bash', '-c', script], { options });
    const [, chain, subshell, ...others] = report.processes;
    assert.equal(others.length, 0);
    // Whoever is gone within a millisecond may be gone before its command line is read.
    const programs = chain?.execs.map(({ argv }) => argv[0]);
    assert.equal(programs?.at(-1), 'sleep');
    const known = programs.filter((program) => program !== undefined);
    assert.deepEqual(
      known,
      ['sh', 'env', 'sleep'].filter((program) => known.includes(program)),
    );
    assert.ok(chain?.execs.every(({ evidence }) => evidence === 'kernel'));
    assert.equal(subshell?.name, 'sleep');
  });

  it('has the program that its parent was when it forked, not what that became', async () => {
    const { report } = await record(['bash', '-c', '(:; exit 4) & wait; exec sleep 0.2'], {
      options,
    });
    const [root, child] = report.processes;
    assert.equal(root?.name, 'sleep');
    assert.equal(child?.name, 'bash');
    assert.deepEqual(child.exit, { code: 4 });
  });

  it('has threads that are no processes', async function () {
    const program = build(this, 'threads', folder.path);
    const { report, code } = await record([program, 'last'], { options });
    assert.equal(code, 5);
    assert.equal(report.processes.length, 1);
    assert.deepEqual(report.processes[0]?.exit, { code: 5 });
    assert.equal(report.processes[0].evidence.end, 'kernel');
  });

  it('goes on when a thread of it becomes another program', async function () {
    const program = build(this, 'threads', folder.path);
    const { report } = await record(['bash', '-c', `${program} exec; :`], { options });
    const [, child, ...others] = report.processes;
    assert.equal(others.length, 0);
    assert.equal(child?.execs.at(-1)?.evidence, 'kernel');
    assert.deepEqual(child.exit, { code: 0 });
  });

  it('stays where it was born when it makes itself a daemon, and has an adopter', async () => {
    const script = '(setsid sleep 0.5 >/dev/null 2>&1 & exit 0); sleep 0.2; exit 0';
    const { report } = await record(['bash', '-c', script], {
      options: [...options, '--wait-all'],
    });
    const [shell, between] = report.processes;
    const daemon = report.processes.find(({ argv }) => argv.join(' ') === 'sleep 0.5');
    assert.equal(between?.parent, shell?.id);
    assert.equal(daemon?.parent, between?.id);
    assert.equal(daemon?.ppid, between?.pid);
    assert.ok(daemon && daemon.adopter !== null && daemon.adopter !== between?.pid);
    assert.ok(daemon.endUs !== null && between?.endUs && daemon.endUs > between.endUs);
    assert.deepEqual(daemon.exit, { code: 0 });
    assert.equal(report.session.complete, true);
  });

  it('is one process also where sampler and probe see it, and a zombie until it is reaped', async () => {
    // The shell has become a program that reaps nothing by the time that its child ends.
    const script = '(sleep 0.3; exit 3) & exec sleep 1';
    const { report } = await record(['bash', '-c', script], {
      options: ['--capture', 'kernel'],
    });
    assert.equal(report.processes.length, 3);
    const child = processNamed(report, 'bash');
    assert.deepEqual(child.exit, { code: 3 });
    assert.equal(child.evidence.end, 'kernel');
    assert.ok(child.zombieUs > 200_000);
  });
});

describe('a session without kernel events', () => {
  const namespace = ['unshare', '--net', '--map-root-user'];

  it('goes on with the sampler, and says why', async function () {
    const allowed = await run([...namespace, 'true']).catch(() => undefined);
    if (allowed?.code !== 0) {
      console.log('      no network namespace may be made here');
      this.skip();
    }
    const { report, stderr } = await record(['sleep', '0.3'], { within: namespace });
    assert.equal(stderr, '');
    const kernel = report.session.sources.find(({ name }) => name === 'kernel');
    assert.equal(kernel?.status, 'unavailable');
    assert.match(kernel.message ?? '', /namespace|container/);
    assert.equal(report.processes[0]?.evidence.state, 'sampled');
    assert.deepEqual(report.session.exit, { code: 0 });
  });

  it('is refused in one sentence when they are asked for', async function () {
    const allowed = await run([...namespace, 'true']).catch(() => undefined);
    if (allowed?.code !== 0) this.skip();
    const recorder = [process.execPath, cli, 'run', '--capture', 'kernel', '--', 'echo', 'ran'];
    const { code, stdout, stderr } = await run([...namespace, ...recorder]);
    assert.equal(code, 1);
    assert.equal(stdout, '', 'nothing was started');
    assert.match(stderr, /^forkscope: .*(namespace|container).*\n$/);
  });

  it('has none when they are not wanted', async () => {
    const { report } = await record(['true'], { options: ['--capture', 'sample'] });
    assert.ok(report.session.sources.every(({ name }) => name !== 'kernel'));
  });
});
