// Names, PIDs and what each process knows of its family; data is not shared.
import { activeChildren, currentProcess, isMainModule, Process, parentProcess } from 'forkscope';

let count = 99;

export class Worker extends Process {
  word;

  constructor(word) {
    super();
    this.word = word;
  }

  run() {
    tell({
      word: this.word,
      isItself: this === currentProcess(),
      isWorker: this instanceof Worker,
    });
  }
}

export function leaf(value) {
  count += 1;
  tell({ value, count, args: process.argv.slice(2) });
}

export async function branch() {
  const child = new Process({ target: leaf, args: [new Map([['key', [1, 2n]]])] });
  await child.start();
  tell({ children: activeChildren().map(({ name }) => name) });
}

function tell(facts) {
  const { name, pid, daemon } = currentProcess();
  const parent = parentProcess() && { name: parentProcess().name, pid: parentProcess().pid };
  const shown = JSON.stringify(
    { name, pid, daemon, ownPid: process.pid, ppid: process.ppid, parent, ...facts },
    (_, value) =>
      value instanceof Map ? [...value] : typeof value === 'bigint' ? `${value}n` : value,
  );
  console.log(shown);
}

if (isMainModule(import.meta.url)) {
  const list = [
    new Process({ target: branch }),
    new Worker('hello'),
    new Process({ target: leaf, name: 'third' }),
  ];
  const before = list.map(({ pid, exitCode }) => ({ pid, exitCode, alive: false }));
  for (const each of list) {
    const starting = each.start();
    const pid = each.pid;
    await starting;
    await each.join();
    tell({ child: each.name, childPid: pid, before, alive: each.isAlive() });
  }
  tell({ count });
}
