/** An element of XML 1.0, its attributes and text escaped; what XML cannot hold becomes `?`. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly string[],
): string {
  const head = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(value)}"`),
  ].join(' ');
  if (content.length === 0) return `<${head}/>`;
  const inner =
    typeof content === 'string'
      ? escapeXml(content)
      : `\n${content.map((each) => each.replace(/^/gm, '  ')).join('\n')}\n`;
  return `<${head}>${inner}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '?')
    .replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each);
}
