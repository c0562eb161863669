import type { SessionHeader, SessionHost } from './process-event.ts';
import type { ProcessView } from './views.ts';

/** The hosts of a session, by index. */
export function hostsOf({ host, platform, hosts }: SessionHeader): readonly SessionHost[] {
  return (
    hosts ?? [
      { name: host, platform, clock: { from: 'own', offsetUs: 0, plusMinusUs: 0, pairs: 0 } },
    ]
  );
}

/** How a host is called; one that only a forged trace has, by its number. */
export function hostName(hosts: readonly SessionHost[], index: number): string {
  return hosts[index]?.name || `#${index}`;
}

/** `PID 12`, and of several hosts on which one. */
export function pidText(
  { pid, host }: Pick<ProcessView, 'pid' | 'host'>,
  hosts: readonly SessionHost[],
): string {
  return hosts.length < 2 ? `PID ${pid}` : `PID ${pid} @ ${hostName(hosts, host)}`;
}
