/** Text of unknown origin (names, arguments, output) made fit to be shown. */

/** How much of a name or an argument reaches the page. */
const LIMIT = 300;

/**
 * What draws nothing, or changes how its neighbours are drawn: controls, lone surrogates, marks of
 * direction, zero-width and invisible ones. The two joiners stay: scripts and emoji need them.
 */
const UNSHOWABLE =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** More marks on one letter than any script uses: they would reach into other rows. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
}

/** `text` on one line, with everything unshowable written out, cut after `limit` characters. */
export function safeText(text: string, limit = LIMIT): string {
  return cut(text, limit).replace(UNSHOWABLE, escapeCharacter).replace(STACKED_MARKS, '$1…');
}

/** A line that a program wrote: its tabs stay, its line end goes. */
export function safeLine(text: string, limit = 2_000): string {
  const line = cut(text.replace(/\r?\n$/, ''), limit);
  return line
    .replace(UNSHOWABLE, (each) => (each === '\t' ? each : escapeCharacter(each)))
    .replace(STACKED_MARKS, '$1…');
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? limit - 1 : limit)}…`;
}
