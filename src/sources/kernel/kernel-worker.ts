/**
 * The thread that listens to the kernel. It blocks in poll(2) and is never late because the recorder
 * is: what happens while that is busy waits here, not in the kernel's queue.
 */
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { DisposableStore } from '../../model/disposable.ts';
import type { SessionEvent } from '../../model/process-event.ts';
import { messageOf } from '../../model/user-error.ts';
import { SessionClock } from '../session-clock.ts';
import { EarlyExecs } from './early-execs.ts';
import { ExecNames } from './exec-names.ts';
import { KernelListener } from './kernel-listener.ts';
import { KernelSession } from './kernel-session.ts';
import { loadKoffi } from './koffi.ts';
import { bindLibC } from './libc.ts';
import type { KernelExec } from './netlink-messages.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { hurry } from './priority.ts';
import { RealProcLook } from './proc-look.ts';
import { Waiter } from './waiter.ts';
import type { WorkerReport, WorkerRequest, WorkerStart } from './worker-messages.ts';

if (parentPort !== null) listen(parentPort, workerData);

function listen(port: MessagePort, { epochUs, recorderPid }: WorkerStart): void {
  const report = (message: WorkerReport) => port.postMessage(message);
  const closing = new DisposableStore();
  try {
    const { listener, wakeFd } = build({ epochUs, recorderPid }, report, closing);
    report({ type: 'active', wakeFd });
    while (serve(port, listener, report)) listener.turn();
    listener.unsubscribe();
  } catch (error) {
    report({ type: 'unavailable', reason: messageOf(error) });
  } finally {
    closing.dispose();
    port.close();
  }
}

/**
 * @returns the listener, and what wakes it, which is the recorder's to close: it must not write to a
 * descriptor that is something else by then.
 * @throws {KernelUnavailable} where there are no kernel events.
 */
function build(
  { epochUs, recorderPid }: WorkerStart,
  report: (message: WorkerReport) => void,
  closing: DisposableStore,
): { listener: KernelListener; wakeFd: number } {
  const clock = new SessionClock(epochUs);
  const proc = new RealProcLook(clock);
  const koffi = loadKoffi();
  const libc = bindLibC(koffi);
  const socket = new NetlinkSocket(libc);
  closing.defer(() => socket.close());
  const execs = EarlyExecs.open(libc, proc);
  closing.defer(() => execs.close());
  const earlyArgv = (event: KernelExec) => execs.take(event);
  const names = ExecNames.open(libc, koffi, recorderPid);
  closing.defer(() => names?.close());
  const execName = (event: KernelExec) => names?.take(event);
  const session = new KernelSession({ clock, proc, earlyArgv, execName, recorderPid });
  const handOver = (events: SessionEvent[]) => report({ type: 'events', events });
  const waiter = new Waiter(libc);
  try {
    const listener = new KernelListener({ waiter, socket, execs, session, handOver });
    listener.subscribe();
    hurry(libc);
    return { listener, wakeFd: waiter.wakeFd };
  } catch (error) {
    waiter.close();
    throw error;
  }
}

/** Does what has been asked for; false when that is to stop. */
function serve(
  port: MessagePort,
  listener: KernelListener,
  report: (message: WorkerReport) => void,
): boolean {
  for (;;) {
    const received: { message: WorkerRequest } | undefined = receiveMessageOnPort(port);
    if (received === undefined) return true;
    const { message } = received;
    switch (message.type) {
      case 'root':
        listener.setRoot(message.process);
        break;
      case 'follow':
        listener.follow(message.process);
        break;
      case 'finish':
        listener.finish(message.withinMs);
        report({ type: 'finished' });
        break;
      case 'stop':
        return false;
    }
  }
}
