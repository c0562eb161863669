import { groupBy } from '../group-by.ts';
import type { SourceSite } from '../process-event.ts';
import { durationText } from '../status.ts';
import type { ProcessView } from '../views.ts';
import type { Rule } from './finding.ts';
import { type Scene, SECOND_US, siteKey } from './scene.ts';

/** Ran or was ready for so much of a span: it had work for a whole CPU. */
const BUSY_SHARE = 0.6;
/** Less than this share of their time spent in waiting for a CPU is no loss. */
const READY_SHARE = 0.15;

/** More processes have work than there are CPUs, for long. */
export const oversubscribed: Rule = {
  id: 'oversubscribed',
  severity: 'info',
  title: (t) => t('More busy processes than CPUs'),
  advice: (t) => t('Start as many workers as there are CPUs, and give them the work in turn.'),
  *find(scene) {
    const { t } = scene;
    const { cpus } = scene.model.header;
    if (cpus === undefined) return;
    const crowd = longestCrowd(scene, cpus);
    if (crowd === undefined) return;
    yield {
      message: t(
        '{0} processes had work for {1} CPUs at once for {2}: each waited its turn for {3} % of the time.',
        String(crowd.processes.length),
        String(cpus),
        durationText(crowd.untilUs - crowd.sinceUs),
        String(Math.round(crowd.readyShare * 100)),
      ),
      processes: crowd.processes.map(({ id }) => id),
      subject: [],
      site: commonSite(crowd.processes),
      sinceUs: crowd.sinceUs,
      untilUs: crowd.goesOn ? null : crowd.untilUs,
      evidence: 'sampled',
    };
  },
};

interface Busy {
  readonly process: ProcessView;
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly runningUs: number;
  readonly readyUs: number;
}

interface Crowd {
  readonly processes: readonly ProcessView[];
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly readyShare: number;
  readonly goesOn: boolean;
}

/** The longest time in which more than `cpus` processes were busy, if it is long enough. */
function longestCrowd(scene: Scene, cpus: number): Crowd | undefined {
  const spans = busySpans(scene);
  const edges = spans
    .flatMap(({ sinceUs, untilUs }) => [
      { tUs: sinceUs, by: 1 },
      { tUs: untilUs, by: -1 },
    ])
    .sort((a, b) => a.tUs - b.tUs || b.by - a.by);
  let [count, fromUs] = [0, 0];
  let longest: { sinceUs: number; untilUs: number } | undefined;
  for (const { tUs, by } of edges) {
    if (count > cpus && count + by <= cpus) {
      if (longest === undefined || tUs - fromUs > longest.untilUs - longest.sinceUs) {
        longest = { sinceUs: fromUs, untilUs: tUs };
      }
    } else if (count <= cpus && count + by > cpus) {
      fromUs = tUs;
    }
    count += by;
  }
  const limitUs = scene.limits.oversubscribedSeconds * SECOND_US;
  if (longest === undefined || longest.untilUs - longest.sinceUs < limitUs) return undefined;
  const { sinceUs, untilUs } = longest;
  const within = spans.filter((span) => span.sinceUs < untilUs && span.untilUs > sinceUs);
  const running = within.reduce((sum, { runningUs }) => sum + runningUs, 0);
  const ready = within.reduce((sum, { readyUs }) => sum + readyUs, 0);
  const readyShare = ready / Math.max(1, running + ready);
  if (readyShare < READY_SHARE) return undefined;
  const gotPercent = (100 * running) / (cpus * (untilUs - sinceUs));
  if (gotPercent < scene.limits.oversubscribedPercent) return undefined;
  const processes = [...new Set(within.map(({ process }) => process))];
  const goesOn = !scene.model.session().ended && scene.nowUs - untilUs < 3 * SECOND_US;
  return { processes, sinceUs, untilUs, readyShare, goesOn };
}

/** Spans in which a process was busy. Spans that touch overlap a little, so that no gap is between. */
function busySpans(scene: Scene): Busy[] {
  const spans: Busy[] = [];
  for (const process of scene.processes) {
    for (const share of process.shares) {
      const lastedUs = share.untilUs - share.sinceUs;
      if (share.runningUs + share.readyUs >= BUSY_SHARE * lastedUs)
        spans.push({ process, ...share });
    }
  }
  return spans;
}

/** The start() line that most of the processes have. */
function commonSite(processes: readonly ProcessView[]): SourceSite | null {
  const groups = groupBy(processes, ({ startSite }) => siteKey(startSite) || null);
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length);
  return most?.[0]?.startSite ?? null;
}
