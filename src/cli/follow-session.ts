import { clearScreenDown, cursorTo } from 'node:readline';
import { type Disposable, DisposableStore } from '../model/disposable.ts';
import type { SessionModel } from '../model/session-model.ts';
import { LiveModel } from './live-model.ts';

/** The screen is drawn anew this often, in ms. */
const DRAW_MS = 250;

/** To the terminal's other screen, where long lines are cut, and back; see xterm's control sequences. */
const ENTER_SCREEN = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE_SCREEN = '\x1b[?7h\x1b[?25h\x1b[?1049l';

/** Of a terminal that does not know its size. */
const DEFAULT_ROWS = 24;

/** As shells say it of what Ctrl+C has ended. */
const INTERRUPTED = 130;

/**
 * Follows a session that is being recorded until it ends, or until Ctrl+C, and shows it meanwhile where
 * standard output is a terminal.
 * @param textOf the session as text; times go on until now.
 * @returns the session as it was then; undefined when it had not begun.
 * @throws {UserError} when the trace cannot be read.
 */
export async function followSession(
  file: string,
  textOf: (model: SessionModel) => string,
): Promise<SessionModel | undefined> {
  const owned = new DisposableStore();
  try {
    const live = owned.add(new LiveModel(file));
    const interrupted = new Promise<void>((resolve) => {
      const interrupt = () => {
        process.exitCode = INTERRUPTED;
        resolve();
      };
      process.once('SIGINT', interrupt);
      owned.defer(() => process.off('SIGINT', interrupt));
    });
    if (process.stdout.isTTY) {
      owned.add(new Screen(() => (live.model === undefined ? '' : textOf(live.model))));
    }
    await Promise.race([live.ended, interrupted]);
    return live.model;
  } finally {
    owned.dispose();
  }
}

/** A terminal that shows a text which changes: as much of it as there is room for. */
class Screen implements Disposable {
  readonly #text: () => string;
  readonly #timer: NodeJS.Timeout;
  #shown = '';

  constructor(text: () => string) {
    this.#text = text;
    process.stdout.write(ENTER_SCREEN);
    this.#timer = setInterval(() => this.#draw(), DRAW_MS);
  }

  dispose(): void {
    clearInterval(this.#timer);
    process.stdout.write(LEAVE_SCREEN);
  }

  #draw(): void {
    const { stdout } = process;
    const lines = this.#text().split('\n');
    const room = (stdout.rows || DEFAULT_ROWS) - 1;
    const text =
      lines.length <= room ? lines.join('\n') : [...lines.slice(0, room - 1), '…'].join('\n');
    if (text === this.#shown) return;
    this.#shown = text;
    cursorTo(stdout, 0, 0);
    clearScreenDown(stdout);
    stdout.write(text);
  }
}
