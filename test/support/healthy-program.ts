/** Python programs that do what they should: the rules are to find nothing in any of them. */

/** A random number generator (mulberry32): the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PROLOGUE = `import asyncio
import multiprocessing
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor


def rest(seconds):
    time.sleep(seconds)


def work(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sum(range(1000))


def fail(seconds):
    time.sleep(seconds)
    sys.exit(3)


def square(number):
    time.sleep(0.01)
    return number * number


def produce(queue, count, size):
    for number in range(count):
        queue.put("x" * size)
    queue.put(None)


def consume(tasks, results):
    while (task := tasks.get()) is not None:
        time.sleep(0.01)
        results.put(task)
    results.put(None)


def echo(connection):
    while (message := connection.recv()) is not None:
        connection.send(message)


def heartbeat(seconds):
    while True:
        time.sleep(seconds)


def await_event(event):
    event.wait()


def add(lock, total, count):
    for _ in range(count):
        with lock:
            total.value += 1


def have_child(seconds):
    child = multiprocessing.Process(target=rest, args=(seconds,), name="grandchild")
    child.start()
    child.join()


async def commands(count):
    started = [await asyncio.create_subprocess_exec("sleep", "0.1") for _ in range(count)]
    for each in started:
        await each.wait()


`;

type Pick = (least: number, most: number) => number;

/** Each returns the body of a function that is healthy by itself, whatever comes before and after. */
const PARTS: readonly ((pick: Pick) => string[])[] = [
  // Side by side, joined in the order of their start.
  (pick) => [
    `children = [context.Process(target=${pick(0, 1) ? 'rest' : 'work'}, args=(0.${pick(1, 4)},)) for _ in range(${pick(1, 6)})]`,
    'for child in children:',
    '    child.start()',
    'for child in children:',
    '    child.join()',
  ],
  // Joined again and again until it has ended.
  (pick) => [
    `child = context.Process(target=rest, args=(0.${pick(2, 9)},), name="slow")`,
    'child.start()',
    'while child.is_alive():',
    `    child.join(timeout=0.${pick(1, 3)})`,
  ],
  (pick) => [
    `with context.Pool(${pick(1, 4)}) as pool:`,
    `    assert sum(pool.map(square, range(${pick(1, 30)}))) >= 0`,
  ],
  (pick) => [
    `with ProcessPoolExecutor(${pick(1, 3)}, mp_context=context) as executor:`,
    `    assert list(executor.map(square, range(${pick(1, 20)})))[0] == 0`,
  ],
  // More than a pipe holds, read before the join.
  (pick) => [
    'queue = context.Queue()',
    `child = context.Process(target=produce, args=(queue, ${pick(1, 20)}, ${pick(1, 200_000)}))`,
    'child.start()',
    'while queue.get() is not None:',
    '    pass',
    'child.join()',
  ],
  (pick) => [
    'tasks, results = context.Queue(), context.Queue()',
    `workers = [context.Process(target=consume, args=(tasks, results)) for _ in range(${pick(1, 3)})]`,
    'for worker in workers:',
    '    worker.start()',
    `for number in range(${pick(1, 30)}):`,
    '    tasks.put(number)',
    'for _ in workers:',
    '    tasks.put(None)',
    'ended = 0',
    'while ended < len(workers):',
    '    ended += results.get() is None',
    'for worker in workers:',
    '    worker.join()',
  ],
  (pick) => [
    'ours, theirs = context.Pipe()',
    'child = context.Process(target=echo, args=(theirs,))',
    'child.start()',
    `for number in range(${pick(1, 50)}):`,
    '    ours.send(number)',
    '    assert ours.recv() == number',
    'ours.send(None)',
    'child.join()',
  ],
  // A daemon that main ends by its own end, or terminates.
  (pick) => [
    `daemon = context.Process(target=heartbeat, args=(0.${pick(1, 5)},), daemon=True)`,
    'daemon.start()',
    `time.sleep(0.${pick(1, 5)})`,
    ...(pick(0, 1) ? ['daemon.terminate()', 'daemon.join()'] : []),
  ],
  (pick) => [
    'event = context.Event()',
    `children = [context.Process(target=await_event, args=(event,)) for _ in range(${pick(1, 3)})]`,
    'for child in children:',
    '    child.start()',
    `time.sleep(0.${pick(1, 5)})`,
    'event.set()',
    'for child in children:',
    '    child.join()',
  ],
  (pick) => [
    'lock, total = context.Lock(), context.Value("i", 0)',
    `children = [context.Process(target=add, args=(lock, total, ${pick(1, 200)})) for _ in range(3)]`,
    'for child in children:',
    '    child.start()',
    'for child in children:',
    '    child.join()',
  ],
  (pick) => [
    `child = context.Process(target=have_child, args=(0.${pick(1, 4)},), name="parent")`,
    'child.start()',
    'child.join()',
  ],
  // A failure that is looked at, and tried anew.
  (pick) => [
    `for _ in range(${pick(1, 3)}):`,
    '    child = context.Process(target=fail, args=(0.05,), name="flaky")',
    '    child.start()',
    '    child.join()',
    '    assert child.exitcode == 3',
  ],
  // Commands, one after the other.
  (pick) => [
    `for _ in range(${pick(1, 8)}):`,
    '    subprocess.run(["grep", "-q", "nothing of the kind", os.devnull])',
    `subprocess.run("seq ${pick(1, 100_000)} | sort | tail -n 1", shell=True, stdout=subprocess.DEVNULL)`,
  ],
  (pick) => [
    `child = subprocess.Popen(["seq", "${pick(1, 100_000)}"], stdout=subprocess.PIPE)`,
    'child.communicate()',
  ],
  (pick) => [`asyncio.run(commands(${pick(1, 4)}))`],
  // Meant to go on, and ends by itself.
  () => [
    'subprocess.Popen(["sleep", "2"], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)',
    'time.sleep(0.3)',
  ],
  // Started without a join: the exit phase waits for it.
  (pick) => [`context.Process(target=rest, args=(0.${pick(1, 5)},), name="late").start()`],
];

const METHODS = ['fork', 'spawn', 'forkserver'] as const;

/** A program of a few parts; the same one for the same seed. */
export function healthyProgram(seed: number): string {
  const random = randomOf(seed);
  const pick: Pick = (least, most) => least + Math.floor(random() * (most - least + 1));
  const method = METHODS[pick(0, 2)] ?? 'fork';
  const names: string[] = [];
  const functions: string[] = [];
  for (let part = pick(1, 4); part > 0; part -= 1) {
    const body = PARTS[pick(0, PARTS.length - 1)]?.(pick) ?? ['pass'];
    names.push(`part_${part}`);
    functions.push(
      `def part_${part}(context):\n${body.map((line) => `    ${line}\n`).join('')}\n\n`,
    );
  }
  const calls = names.map((name) => `    ${name}(chosen)\n`).join('');
  const main = `if __name__ == "__main__":\n    chosen = multiprocessing.get_context("${method}")\n${calls}`;
  return `${PROLOGUE}${functions.join('')}${main}`;
}

/**
 * Shorter times than the rules have by default, so that they have a chance to be wrong within the
 * seconds that such a program lasts.
 */
export const IMPATIENT = [
  'waitSeconds=5',
  'stuckSeconds=2',
  'zombieSeconds=2',
  'oversubscribedSeconds=5',
  'growthSeconds=5',
].flatMap((limit) => ['--limit', limit]);
