import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportAssets } from './html.ts';

/** Reads the built panel from `dist`. */
export function readReportAssets(dist: string): ReportAssets {
  const text = (name: string) => readFileSync(join(dist, name), 'utf8');
  return {
    panelScript: text('webview.js'),
    panelStyles: text('webview.css'),
    hostScript: text('report-host.js'),
    hostStyles: text('report-host.css'),
    iconStyles: text('codicon.css'),
    iconFont: readFileSync(join(dist, 'codicon.ttf')).toString('base64'),
  };
}
