/** Takes pictures of the panel in every theme, to be looked at: `node --import tsx test/webview/pictures.ts [folder]` */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsDir } from '../../scripts/lib/paths.mjs';
import { PanelHarness } from './harness.ts';
import { hostile, tutorial } from './scenarios.ts';
import { serviceScene } from './scene.ts';
import { type ThemeName, themes } from './themes.ts';

const folder = process.argv[2] ?? join(artifactsDir, 'panel');
mkdirSync(folder, { recursive: true });
const harness = await PanelHarness.start();
const sizes = [
  [1590, 520],
  [900, 400],
] as const;
try {
  for (const theme of Object.keys(themes) as ThemeName[]) {
    for (const [width, height] of sizes) {
      for (const [name, scene, selected] of [
        ['service', serviceScene, 41880],
        ['tutorial', tutorial, 7103],
        ['hostile', hostile, 101],
      ] as const) {
        const panel = await harness.open({ theme, width, height });
        await panel.show(scene);
        await panel.row(selected).click();
        await panel.page.waitForTimeout(100);
        await panel.page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
        for (const problem of await panel.problems()) console.error(`${name} ${theme}: ${problem}`);
        await panel.page.context().close();
      }
    }
  }
} finally {
  await harness.stop();
}
