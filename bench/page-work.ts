import type { Page } from 'playwright-core';

/** What the page's main thread worked on the CPU while `work` went on, in ms. */
export async function pageWork<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<[result: T, ms: number]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const from = await seconds();
  const result = await work();
  const ms = ((await seconds()) - from) * 1_000;
  await session.detach();
  return [result, ms];
}
