import type { Rule } from './finding.ts';

/** More processes were alive at once than allowed; there is no limit unless one is set. */
export const tooManyProcesses: Rule = {
  id: 'too-many-processes',
  severity: 'warning',
  title: (t) => t('More processes at once than allowed'),
  advice: (t) => t('Use a pool of a fixed size, or raise the limit.'),
  *find(scene) {
    const { t, limits, processes } = scene;
    if (limits.maxProcesses <= 0) return;
    const edges = processes
      .flatMap(({ startUs, endUs }) => [
        { tUs: startUs, by: 1 },
        { tUs: endUs ?? Number.POSITIVE_INFINITY, by: -1 },
      ])
      .sort((a, b) => a.tUs - b.tUs || a.by - b.by);
    let [alive, most, sinceUs] = [0, 0, -1];
    for (const { tUs, by } of edges) {
      alive += by;
      if (alive > limits.maxProcesses && sinceUs < 0) sinceUs = tUs;
      most = Math.max(most, alive);
    }
    if (most <= limits.maxProcesses) return;
    yield {
      message: t(
        '{0} processes were alive at once; the limit is {1}.',
        String(most),
        String(limits.maxProcesses),
      ),
      processes: [],
      site: null,
      sinceUs,
      untilUs: null,
      evidence: 'inferred',
    };
  },
};
