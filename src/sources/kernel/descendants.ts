/**
 * Which of the machine's processes belong to the session: what the root has started, what those have
 * started, and so on, kept from the kernel's forks, execs and exits. Pure.
 *
 * The root's PID is known only after it runs. Until then every child of the recorder may be the root,
 * and begins a family of its own.
 */
import { overlaps, windowOf } from '../../model/birth.ts';
import type { Birth } from '../../model/process-event.ts';
import type { KernelExit, KernelFork } from './netlink-messages.ts';

/** A child of the recorder, and all that comes from it. */
export interface Family {
  readonly rootPid: number;
}

/** A living process of a family. */
export interface Member {
  readonly pid: number;
  readonly family: Family;
  readonly children: Set<Member>;
  birth: Birth;
  /** OS parent now. */
  ppid: number;
  /** Threads beside the main one. */
  threads: number;
  /** Wait status of the main thread where that has ended before the others. */
  mainStatus: number | undefined;
  /** Found in /proc, because its fork was missed; the fork may yet be among what is waiting. */
  found: boolean;
}

export interface NewMember {
  readonly pid: number;
  readonly ppid: number;
  readonly birth: Birth;
  readonly threads?: number;
}

export interface ForkOutcome {
  /** The new process, if it is one of the session's. */
  readonly started?: Member;
  /** The member that had the PID before, of whose end nothing was heard. */
  readonly replaced?: Member;
}

export type ExitOutcome = { readonly ended: Member; readonly waitStatus: number } | undefined;

export class Descendants {
  readonly #recorderPid: number;
  readonly #members = new Map<number, Member>();
  #rootIsKnown = false;

  constructor(recorderPid: number) {
    this.#recorderPid = recorderPid;
  }

  /** All living members. */
  get living(): Iterable<Member> {
    return this.#members.values();
  }

  get(pid: number): Member | undefined {
    return this.#members.get(pid);
  }

  /** From now on only this child of the recorder counts, which may have ended already. */
  setRoot(rootPid: number): void {
    this.#rootIsKnown = true;
    for (const [pid, { family }] of this.#members) {
      if (family.rootPid !== rootPid) this.#members.delete(pid);
    }
  }

  /** @param birth of the process, if the fork is one of a process. */
  fork({ pid, tid, parentPid }: KernelFork, birth: Birth): ForkOutcome {
    const known = this.#members.get(pid);
    if (tid !== pid) {
      if (known !== undefined) known.threads += 1;
      return {};
    }
    if (known?.found === true && overlaps(windowOf(known.birth), windowOf(birth))) {
      known.found = false;
      known.birth = birth;
      return { started: known };
    }
    if (known !== undefined) this.remove(known);
    const family = this.#members.get(parentPid)?.family ?? this.#newFamily(pid, parentPid);
    return {
      ...(known && { replaced: known }),
      ...(family && { started: this.add({ pid, ppid: parentPid, birth }, family) }),
    };
  }

  /** An exec by whichever thread ends all others and goes on as the main one. */
  exec(pid: number): Member | undefined {
    const member = this.#members.get(pid);
    if (member === undefined) return undefined;
    member.threads = 0;
    member.mainStatus = undefined;
    return member;
  }

  /** A process has ended when its last thread has, whichever that is. */
  exit({ pid, tid, waitStatus }: KernelExit): ExitOutcome {
    const member = this.#members.get(pid);
    if (member === undefined) return undefined;
    if (tid === pid) {
      member.mainStatus = waitStatus;
      if (member.threads > 0) return undefined;
    } else {
      member.threads = Math.max(0, member.threads - 1);
      if (member.mainStatus === undefined || member.threads > 0) return undefined;
    }
    this.remove(member);
    // A thread that has ended by itself tells 0, and may do so after the one that ended them all.
    return { ended: member, waitStatus: member.mainStatus || waitStatus };
  }

  /** Takes in a process that no fork was seen of. */
  add({ pid, ppid, birth, threads = 0 }: NewMember, family: Family, found = false): Member {
    const member: Member = {
      pid,
      birth,
      family,
      children: new Set(),
      ppid,
      threads,
      mainStatus: undefined,
      found,
    };
    this.#members.set(pid, member);
    this.#members.get(ppid)?.children.add(member);
    return member;
  }

  /** `adopter` is the member's OS parent from now on. */
  reparent(member: Member, adopter: number): void {
    this.#members.get(member.ppid)?.children.delete(member);
    member.ppid = adopter;
    this.#members.get(adopter)?.children.add(member);
  }

  /** Forgets a member that has ended; its children stay. */
  remove(member: Member): void {
    this.#members.get(member.ppid)?.children.delete(member);
    if (this.#members.get(member.pid) === member) this.#members.delete(member.pid);
  }

  #newFamily(pid: number, parentPid: number): Family | undefined {
    const mayBeRoot = parentPid === this.#recorderPid && !this.#rootIsKnown;
    return mayBeRoot ? { rootPid: pid } : undefined;
  }
}
