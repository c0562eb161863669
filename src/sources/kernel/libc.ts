import type { Koffi, Pointer } from './koffi.ts';

/** What is used of the C library. Every call gives -1 when it fails, and `errno` says why. */
export interface LibC {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Buffer, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: Buffer, length: number): number;
  send(fd: number, bytes: Buffer, length: number, flags: number): number;
  recv(fd: number, bytes: Buffer, length: number, flags: number): number;
  poll(fds: Buffer, count: number, timeoutMs: number): number;
  eventfd(initial: number, flags: number): number;
  read(fd: number, bytes: Buffer, length: number): number;
  close(fd: number): number;
  /** sched_setattr(2) by its number, for not every C library has it. */
  syscall(number: number, pid: number, attributes: Buffer, flags: number): number;
  /** perf_event_open(2) by its number, for no C library has it. */
  perfEventOpen(
    number: number,
    attr: Buffer,
    pid: number,
    cpu: number,
    groupFd: number,
    flags: number,
  ): number;
  /** Gives all ones when it fails. */
  mmap(
    at: null,
    length: number,
    protection: number,
    flags: number,
    fd: number,
    offset: number,
  ): Pointer;
  munmap(at: Pointer, length: number): number;
  /** Of the calling thread's last call. */
  errno(): number;
}

/** Binds the functions of the library that the running program itself is linked with. */
export function bindLibC(koffi: Koffi): LibC {
  const own = koffi.load(null);
  return {
    socket: own.func('int socket(int, int, int)') as LibC['socket'],
    bind: own.func('int bind(int, const void *, unsigned int)') as LibC['bind'],
    setsockopt: own.func(
      'int setsockopt(int, int, int, const void *, unsigned int)',
    ) as LibC['setsockopt'],
    send: own.func('int64_t send(int, const void *, size_t, int)') as LibC['send'],
    recv: own.func('int64_t recv(int, void *, size_t, int)') as LibC['recv'],
    poll: own.func('int poll(void *, unsigned long, int)') as LibC['poll'],
    eventfd: own.func('int eventfd(unsigned int, int)') as LibC['eventfd'],
    read: own.func('int64_t read(int, void *, size_t)') as LibC['read'],
    close: own.func('int close(int)') as LibC['close'],
    syscall: own.func('long syscall(long, int, void *, unsigned int)') as LibC['syscall'],
    perfEventOpen: own.func(
      'long syscall(long, const void *, int, int, int, unsigned long)',
    ) as LibC['perfEventOpen'],
    mmap: own.func('void *mmap(void *, size_t, int, int, int, int64_t)') as LibC['mmap'],
    munmap: own.func('int munmap(void *, size_t)') as LibC['munmap'],
    errno: () => koffi.errno(),
  };
}
