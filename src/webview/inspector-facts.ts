/** The inspector's list of facts about one process. */
import { html, nothing, type TemplateResult } from 'lit';
import { hostName } from '../model/hosts.ts';
import { baseName } from '../model/naming.ts';
import type { Evidence, SourceSite } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import { blockedText, durationText, exitText, memoryText } from '../model/status.ts';
import type { ProcessView, ThreadView } from '../model/views.ts';
import { t } from './l10n.ts';
import type { Snapshot } from './snapshot.ts';
import {
  endCauseText,
  evidenceText,
  instantText,
  isWaitReason,
  siteText,
  stateText,
} from './texts.ts';

export interface InspectorActions {
  select(process: string): void;
  open(site: SourceSite): void;
}

type Content = TemplateResult | string;

interface Fact {
  readonly key: string;
  readonly label: string;
  readonly content: Content;
  readonly evidence?: Evidence | null;
}

export function processFacts(
  snapshot: Snapshot,
  process: ProcessView,
  nowUs: number,
  actions: InspectorActions,
): TemplateResult {
  const facts = [
    ...origin(snapshot, process, actions),
    ...course(process, nowUs),
    ...ending(process),
  ];
  return html`<dl class="fs-facts">
    ${facts.map(
      ({ key, label, content, evidence }) =>
        html`<dt>${label}</dt>
          <dd data-fact=${key}>
            ${content}
            ${evidence ? html`<span class="fs-evidence">${evidenceText(evidence)}</span>` : nothing}
          </dd>`,
    )}
  </dl>`;
}

export function siteLink(site: SourceSite, actions: InspectorActions): TemplateResult {
  return html`<button
    class="fs-link"
    title=${safeText(site.file)}
    @click=${() => actions.open(site)}
  >
    ${siteText(site)}
  </button>`;
}

function origin(snapshot: Snapshot, process: ProcessView, actions: InspectorActions): Fact[] {
  const { parent, ppid, adopter, startSite, evidence, startUs } = process;
  const { hosts } = snapshot.session;
  const facts: Fact[] = [];
  if (hosts.length > 1) {
    facts.push({ key: 'host', label: t('Host'), content: bdi(hostName(hosts, process.host)) });
  }
  if (parent !== null) {
    const parentPid = snapshot.process(parent)?.pid;
    facts.push({
      key: 'parent',
      label: t('Parent'),
      content: html`<button class="fs-link" @click=${() => actions.select(parent)}>
          <bdi>${snapshot.nameOf(parent)}</bdi> ${parentPid}
        </button>
        ${ppid !== 0 && ppid !== parentPid ? html`<span>(PPID ${ppid})</span>` : nothing}`,
    });
  } else if (ppid !== 0) {
    facts.push({ key: 'parent', label: t('Parent'), content: `PID ${ppid}` });
  }
  if (adopter !== null) {
    facts.push({ key: 'adopter', label: t('Adopter'), content: `PID ${adopter}` });
  }
  const kind = process.daemon ? t('daemon') : process.detached ? t('detached') : null;
  if (kind !== null) facts.push({ key: 'kind', label: t('Kind'), content: kind });
  if (process.target !== null) {
    facts.push({ key: 'target', label: t('Target'), content: bdi(process.target) });
  }
  if (process.args !== null) {
    facts.push({ key: 'args', label: t('Arguments'), content: bdi(process.args) });
  }
  if (process.className !== null) {
    facts.push({ key: 'class', label: t('Class'), content: bdi(process.className) });
  }
  if (process.api !== null) {
    facts.push({ key: 'api', label: t('Started by'), content: bdi(process.api) });
  }
  facts.push({
    key: 'started',
    label: t('Started'),
    content: html`${instantText(startUs)}
    ${startSite === null ? nothing : html`${t('at')} ${siteLink(startSite, actions)}`}`,
    evidence: evidence.start,
  });
  if (process.argv.length > 0) {
    const [program = '', ...args] = process.argv;
    facts.push({
      key: 'command',
      label: t('Command'),
      content: html`<bdi class="fs-command" title=${safeText(process.argv.join(' '), 2_000)}
        >${safeText([baseName(program), ...args].join(' '))}</bdi
      >`,
    });
  }
  if (process.execs.length > 1) {
    const images = process.execs.map(({ argv }) => safeText(baseName(argv[0] ?? ''), 60));
    facts.push({ key: 'execs', label: t('Programs'), content: bdi(images.join(' → ')) });
  }
  return facts;
}

function bdi(text: string): TemplateResult {
  return html`<bdi>${safeText(text)}</bdi>`;
}

/** What it does now, and with how much. */
function course(process: ProcessView, nowUs: number): Fact[] {
  const { state, reason, usage, evidence, zombieUs } = process;
  const facts: Fact[] = [];
  const last = process.intervals.at(-1);
  if (state !== 'ended' && last !== undefined) {
    const what = state === 'blocked' ? blockedText(reason, t) : stateText(state);
    facts.push({
      key: 'state',
      label: t('State'),
      content: t('{0}, for {1}', what, durationText(Math.max(0, nowUs - last.startUs))),
      evidence: isWaitReason(reason) ? last.evidence : evidence.state,
    });
  }
  if (usage !== null) {
    facts.push({
      key: 'usage',
      label: process.endUs === null ? t('Usage') : t('Last seen'),
      content: `${t('{0} %', String(Math.round(usage.cpuPercent)))} · ${memoryText(usage.rssBytes)}`,
      evidence: 'sampled',
    });
  }
  if (process.threads.length > 0) {
    facts.push({
      key: 'threads',
      label: t('Worker threads'),
      content: html`${process.threads.map(
        (thread) => html`<div>${bdi(threadText(thread))}</div>`,
      )}`,
      evidence: 'reported',
    });
  }
  if (zombieUs > 0) {
    facts.push({
      key: 'zombie',
      label: t('Zombie'),
      content: t('for {0}', durationText(zombieUs)),
    });
  }
  return facts;
}

function threadText({ thread, name, file, startUs, endUs, exitCode }: ThreadView): string {
  const what = `${thread} ${name || baseName(file)}`.trimEnd();
  if (endUs === null) return t('{0}, since {1}', what, instantText(startUs));
  const lasted = durationText(endUs - startUs);
  return exitCode === null
    ? t('{0}, for {1}', what, lasted)
    : t('{0}, for {1}, exit code {2}', what, lasted, String(exitCode));
}

function ending(process: ProcessView): Fact[] {
  const { codeEndedUs, endUs, endCause, exception, evidence } = process;
  const facts: Fact[] = [];
  if (codeEndedUs !== null) {
    const label = process.role === 'main' ? t('Main ended') : t('Code ended');
    facts.push({
      key: 'code-ended',
      label,
      content: instantText(codeEndedUs),
      evidence: 'reported',
    });
  }
  if (exception !== null) {
    facts.push({ key: 'exception', label: t('Exception'), content: bdi(exception) });
  }
  if (endUs === null) {
    if (process.leftOver) {
      facts.push({ key: 'ended', label: t('Ended'), content: t('left over, still alive') });
    }
    return facts;
  }
  facts.push({
    key: 'ended',
    label: t('Ended'),
    content: t('{0}, after {1}', instantText(endUs), durationText(endUs - process.startUs)),
    evidence: evidence.end,
  });
  facts.push({ key: 'exit', label: t('Exit'), content: safeText(exitText(process), 40) });
  if (endCause !== null) {
    facts.push({ key: 'end-cause', label: t('Ended by'), content: endCauseText(endCause) });
  }
  return facts;
}
