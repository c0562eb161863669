import assert from 'node:assert/strict';
import axe from 'axe-core';
import { opened } from './opened.ts';
import { pool } from './scenarios.ts';
import { type ThemeName, themes } from './themes.ts';

describe('what opens in the panel', function () {
  this.timeout(120_000);
  const at = opened();

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no accessibility violations (${theme})`, async () => {
      await at.show(pool, { theme });
      await at.page.evaluate(axe.source);
      await at.page.keyboard.press('/');
      await at.page.keyboard.type('item');
      await at.page.locator('[data-match]').first().waitFor();
      await at.page.locator('[data-group]').click();
      await at.page.keyboard.press(',');
      await at.page.locator('.fs-instant[data-past=yes]').waitFor();
      for (const name of ['filter', 'columns', 'legend', 'export']) {
        await at.button(name).click();
        await at.page.locator('#fs-popover h2').waitFor();
        const violations = await at.page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
          return violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
          );
        });
        assert.deepEqual(violations, [], name);
      }
    });
  }
});
