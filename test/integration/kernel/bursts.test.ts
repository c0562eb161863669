import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needCompiler } from '../../support/compiled.ts';
import { execNamesAreTold, skipWithoutKernelEvents } from '../../support/kernel.ts';
import { cli, record, run, show, temporaryFolder } from '../../support/recorded.ts';
import { ownProcesses, type ReportedProcess } from '../../support/reports.ts';

const options = ['--capture', 'kernel'];
const BURST = ['bash', '-c', 'for ((i=0;i<1000;i++)); do /bin/true; done'];

/** A command that ended before anybody could read its command line, and that has no other name. */
const UNREAD = '?';

/** Whether the shell and its 1,000 commands are there, each once, with parent, command and exit code. */
function assertBurst(processes: readonly ReportedProcess[], isRoot: boolean): void {
  const [shell, ...children] = processes;
  assert.equal(processes.length, 1_001);
  assert.deepEqual(shell?.argv, BURST);
  for (const child of children) {
    assert.equal(child.parent, shell.id);
    assert.equal(child.ppid, shell.pid);
    assert.ok(
      child.name === 'true' || (!execNamesAreTold(isRoot) && child.name === UNREAD),
      child.name,
    );
    assert.deepEqual(child.exit, { code: 0 });
    assert.equal(child.evidence.start, 'kernel');
    assert.equal(child.evidence.end, 'kernel');
    assert.ok(child.endUs !== null && child.endUs >= child.startUs);
  }
  assert.ok(children.some(({ argv }) => argv[0] === '/bin/true'));
}

describe('a burst of short processes', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  before(skipWithoutKernelEvents);
  after(() => folder.remove());

  it('is recorded to the last one: 1,000 commands of a shell', async () => {
    const { report } = await record(BURST, { options });
    assertBurst(report.processes, process.getuid?.() === 0);
    assert.equal(report.session.lostEvents, 0);
    assert.equal(report.session.complete, true);
    const kernel = report.session.sources.find(({ name }) => name === 'kernel');
    assert.equal(kernel?.status, 'active');
  });

  it('is recorded for a user without privileges', async function () {
    if (process.getuid?.() !== 0) {
      console.log('      the other tests run without privileges already');
      this.skip();
    }
    const trace = join(folder.path, 'nobody.forkscope');
    writeFileSync(trace, '');
    chmodSync(trace, 0o666);
    chmodSync(folder.path, 0o777);
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const recorder = [process.execPath, cli, 'run', '--trace', trace, ...options, '--'];
    const { code, stderr } = await run([...nobody, ...recorder, ...BURST], {
      env: { TMPDIR: folder.path },
    });
    assert.equal(code, 0, stderr);
    assertBurst((await show(trace)).processes, false);
  });

  it('is recorded to the last one: 500 Python processes, by name', async () => {
    const program = 'test/programs/python/many_processes.py';
    const { report } = await record(['python3', program, '500'], { options });
    const [main, ...children] = ownProcesses(report);
    assert.equal(children.length, 500);
    assert.deepEqual(
      children.map(({ name }) => name),
      Array.from({ length: 500 }, (_, number) => `noop-${number}`),
    );
    for (const child of children) {
      assert.equal(child.parent, main?.id);
      assert.equal(child.target, 'noop');
      assert.deepEqual(child.exit, { code: 0 });
      assert.equal(child.evidence.start, 'kernel');
      assert.equal(child.evidence.name, 'reported');
    }
    assert.equal(report.waits.filter(({ cause }) => cause === 'join').length, 500);
  });

  it('shows every process of a parallel build', async function () {
    const cc = needCompiler(this);
    const project = join(folder.path, 'project');
    const units = Array.from({ length: 24 }, (_, i) => `unit${i}`);
    mkdirSync(project);
    for (const unit of units) {
      writeFileSync(join(project, `${unit}.c`), `int ${unit}(void) { return 1; }\n`);
    }
    const objects = units.map((unit) => `${unit}.o`).join(' ');
    const rules = `all: ${objects}\n%.o: %.c\n\t${cc} -c -o $@ $<\n`;
    writeFileSync(join(project, 'Makefile'), rules);
    const made = await record(['make', '-j8', '-C', project], { options });
    if (made.code === 127) {
      console.log('      there is no make');
      this.skip();
    }
    assert.equal(made.code, 0, made.stderr);
    const { processes } = made.report;
    const make = processes[0];
    const drivers = processes.filter(({ parent }) => parent === make?.id);
    assert.equal(drivers.length, units.length, 'one driver a unit');
    for (const unit of units) {
      const driver = drivers.find(({ argv }) => argv.includes(`${unit}.c`));
      assert.equal(driver?.argv[0], cc);
      const stages = processes.filter(({ parent }) => parent === driver?.id);
      assert.ok(stages.length >= 1, `${unit} has a compiler or assembler of its own`);
    }
    for (const each of processes) assert.deepEqual(each.exit, { code: 0 }, each.name);
  });
});
