/** What a check has found, as text for people and in the formats that CI systems read. */
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Severity } from '../model/findings/finding.ts';
import { ruleOf } from '../model/findings/registry.ts';
import type { SourceSite } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import { english } from '../model/status.ts';
import { type Checked, shownFile } from './checked.ts';
import { xmlElement } from './xml.ts';

/** `app.py:12: error: main (1) waits for … [wait-cycle]`, a line for each. */
export function asText({ findings, failing, folder }: Checked): string {
  const lines = findings.map(({ site, severity, message, rule, related }) => {
    const at = (place: SourceSite) => `${safeText(shownFile(place, folder))}:${place.line}`;
    const where = site === null ? '' : `${at(site)}: `;
    const see = related.map((each) => `\n  ${at(each.site)}: ${each.message}`).join('');
    return `${where}${severity}: ${message} [${rule}]${see}`;
  });
  const all = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const rest = findings.length - failing.size;
  const end =
    findings.length === 0
      ? 'No findings.'
      : rest === 0
        ? `${all}.`
        : `${all}, ${rest} of them remarks only.`;
  return `${[...lines, end].join('\n')}\n`;
}

/** A public contract, as `show --json`: fields are added within a version, never changed or removed. */
export function asJson({ session, findings, failing }: Checked): string {
  const report = {
    version: 1,
    command: session.command,
    startedAt: session.startedAt,
    durationUs: session.durationUs,
    findings: findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      processes: finding.processes,
      site: finding.site,
      related: finding.related,
      startUs: finding.sinceUs,
      endUs: finding.untilUs,
      evidence: finding.evidence,
      fails: failing.has(finding),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** SARIF 2.1.0, as code scanning services read it. */
export function asSarif(checked: Checked): string {
  const { findings, rules, version } = checked;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Forkscope', version, rules: rules.flatMap(sarifRule) } },
        results: findings.map((finding) => sarifResult(finding, checked)),
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function sarifRule(id: string): ReportingDescriptor[] {
  const rule = ruleOf(id);
  if (rule === undefined) return [];
  return [
    {
      id,
      shortDescription: { text: rule.title(english) },
      help: { text: rule.advice(english) },
      defaultConfiguration: { level: LEVELS[rule.severity] },
    },
  ];
}

function sarifResult(
  { rule, severity, message, site, related }: Finding,
  checked: Checked,
): Result {
  const location = (place: SourceSite) => ({
    physicalLocation: {
      artifactLocation: { uri: uriOf(place, checked.folder) },
      region: { startLine: Math.max(1, place.line) },
    },
  });
  return {
    ruleId: rule,
    ruleIndex: checked.rules.indexOf(rule),
    level: LEVELS[severity],
    message: { text: message },
    locations: site === null ? [] : [location(site)],
    ...(related.length > 0 && {
      relatedLocations: related.map((each, id) => ({
        id,
        message: { text: each.message },
        ...location(each.site),
      })),
    }),
    ...(site !== null && {
      // PIDs differ from run to run: the same problem is that of the same line.
      partialFingerprints: {
        'ruleAndLine/v1': `${rule}:${shownFile(site, checked.folder)}:${site.line}`,
      },
    }),
  };
}

/** Relative to the folder, as code scanning wants it; a `file:` URI for what lies elsewhere. */
function uriOf(site: SourceSite, folder: string): string {
  const file = shownFile(site, folder);
  const path = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}

/** JUnit's XML: a test case for each rule, failed where the rule has found something that fails. */
export function asJunit(checked: Checked): string {
  const { rules, findings, failing, session, folder } = checked;
  const seconds = (session.durationUs / 1e6).toFixed(3);
  const cases = rules.map((rule) => {
    const own = findings.filter((finding) => finding.rule === rule);
    const lines = (fails: boolean) =>
      own
        .filter((finding) => failing.has(finding) === fails)
        .map(({ site, message }) =>
          site === null ? message : `${shownFile(site, folder)}:${site.line}: ${message}`,
        );
    const [failed, remarks] = [lines(true), lines(false)];
    return xmlElement('testcase', { classname: 'forkscope', name: rule, time: '0' }, [
      ...(failed.length === 0
        ? []
        : [xmlElement('failure', { message: failed[0] ?? '', type: rule }, failed.join('\n'))]),
      ...(remarks.length === 0 ? [] : [xmlElement('system-out', {}, remarks.join('\n'))]),
    ]);
  });
  const failures = new Set([...failing].map(({ rule }) => rule)).size;
  const counts = { tests: String(rules.length), failures: String(failures), time: seconds };
  const name = session.command.join(' ');
  const suite = xmlElement('testsuite', { name, ...counts, errors: '0' }, cases);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', counts, [suite])}\n`;
}
