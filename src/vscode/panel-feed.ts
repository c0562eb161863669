import { DisposableStore } from '../model/disposable.ts';
import type { ToPanel } from '../protocol/panel-messages.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';

/** Most events in one message; few in the first one, so that there is something to see soon. */
const BATCH = 5_000;
const FIRST_BATCH = 1_000;
/** Most events that the panel may be behind before the host waits for it. */
const WINDOW = 20_000;
/** At least this often is a live panel told the session's time, in ms. */
const CLOCK_MS = 1_000;

/**
 * Sends one session's events to the panel, as fast as the panel draws them: what it has not yet
 * acknowledged is bounded, the rest stays with the session.
 */
export class PanelFeed {
  readonly session: ObservedSession;
  readonly showing: number;
  readonly #post: (message: ToPanel) => void;
  readonly #owned = new DisposableStore();
  #sent = 0;
  #drawn = 0;
  #headerSent = false;
  #problemSent: string | null = null;
  #toldLive: boolean | undefined;
  #toldFindings = '[]';

  constructor(
    session: ObservedSession,
    showing: number,
    findings: SessionFindings,
    title: () => string,
    post: (message: ToPanel) => void,
  ) {
    this.session = session;
    this.showing = showing;
    this.#post = post;
    const advance = () => this.#advance(title());
    this.#owned.add(session.onDidChange(advance));
    this.#owned.add(findings.onDidChange(() => this.#tellFindings(findings)));
    const clock = setInterval(() => {
      if (session.live === true) this.#sendBatch();
    }, CLOCK_MS);
    this.#owned.defer(() => clearInterval(clock));
    session.open();
    advance();
    this.#tellFindings(findings);
  }

  /** The panel has drawn the first `count` events. */
  acknowledge(count: number): void {
    this.#drawn = Math.max(this.#drawn, Math.min(count, this.#sent));
    this.#sendPending();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #tellFindings(all: SessionFindings): void {
    if (!this.#headerSent) return;
    const findings = all.of(this.session);
    const told = JSON.stringify(findings);
    if (told === this.#toldFindings) return;
    this.#toldFindings = told;
    this.#post({ type: 'show-findings', showing: this.showing, findings });
  }

  #advance(title: string): void {
    const { header, problem } = this.session;
    if (header !== undefined && !this.#headerSent) {
      this.#headerSent = true;
      this.#post({ type: 'show-session', showing: this.showing, title, header });
    }
    if (problem !== null && problem !== this.#problemSent) {
      this.#problemSent = problem;
      this.#post({ type: 'show-problem', showing: this.showing, message: problem });
    }
    if (header === undefined) return;
    this.#sendPending();
    if (this.session.live !== this.#toldLive && this.#sent === this.session.events.length) {
      this.#sendBatch();
    }
  }

  #sendPending(): void {
    while (this.#sent < this.session.events.length && this.#sent - this.#drawn < WINDOW) {
      this.#sendBatch();
    }
  }

  /** Sends the next events, or none where only the clock is to be told. */
  #sendBatch(): void {
    if (!this.#headerSent) return;
    const events =
      this.#sent - this.#drawn < WINDOW
        ? this.session.events.slice(
            this.#sent,
            this.#sent + (this.#sent === 0 ? FIRST_BATCH : BATCH),
          )
        : [];
    this.#sent += events.length;
    this.#toldLive = this.session.live;
    this.#post({
      type: 'more-events',
      showing: this.showing,
      events,
      nowUs: this.session.nowUs(),
      live: this.session.live === true,
    });
  }
}
