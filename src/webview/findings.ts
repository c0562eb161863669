/** What the rules have found in the session, as a list: each with its lines and its processes. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Finding, Severity } from '../model/findings/finding.ts';
import { ruleOf } from '../model/findings/registry.ts';
import type { InspectorActions } from './inspector-facts.ts';
import { t } from './l10n.ts';
import type { Snapshot } from './snapshot.ts';
import { siteText } from './texts.ts';

/** Processes that are named under a finding. */
const MOST_NAMED = 6;

const ICONS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
};

export function findingsCount(findings: readonly Finding[]): string {
  return findings.length === 1 ? t('1 finding') : t('{0} findings', String(findings.length));
}

/** `onTop`: above everything else that the inspector says. */
export function findingsList(
  findings: readonly Finding[],
  snapshot: Snapshot,
  actions: InspectorActions,
  { onTop = false } = {},
): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  const title = t('Findings');
  return html`${onTop ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
    <ul class="fs-findings" data-list="findings">
      ${findings.map((finding) => item(finding, snapshot, actions))}
    </ul>`;
}

function item(finding: Finding, snapshot: Snapshot, actions: InspectorActions): TemplateResult {
  const { rule, severity, message, site, related, processes, untilUs } = finding;
  const known = ruleOf(rule);
  const places = [...(site === null ? [] : [site]), ...related.map((each) => each.site)];
  return html`<li data-rule=${rule} data-severity=${severity} data-over=${untilUs !== null}>
    <span class="codicon codicon-${ICONS[severity]}" role="img" aria-label=${severityText(severity)}></span>
    <div>
      <strong>${known?.title(t) ?? rule}</strong>
      ${untilUs === null ? nothing : html`<span class="fs-evidence">${t('over')}</span>`}
      <p><bdi>${message}</bdi></p>
      ${known === undefined ? nothing : html`<p class="fs-dim">${known.advice(t)}</p>`}
      <p class="fs-finding-links">
        ${places.map(
          (place) =>
            html`<button class="fs-link" @click=${() => actions.open(place)}>
              ${siteText(place)}
            </button>`,
        )}
        ${processes.slice(0, MOST_NAMED).map(
          (id) =>
            html`<button class="fs-link" @click=${() => actions.select(id)}>
              <bdi>${snapshot.nameOf(id)}</bdi>
            </button>`,
        )}
        ${
          processes.length > MOST_NAMED
            ? html`<span class="fs-dim">${t('and {0} more', String(processes.length - MOST_NAMED))}</span>`
            : nothing
        }
      </p>
    </div>
  </li>`;
}

function severityText(severity: Severity): string {
  switch (severity) {
    case 'error':
      return t('error');
    case 'warning':
      return t('warning');
    case 'info':
      return t('remark');
  }
}
