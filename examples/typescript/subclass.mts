// Look for: the name of the class, Letter, on each of the three children.
import { isMainModule, Process } from 'forkscope';

export class Letter extends Process {
  text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override run() {
    console.log(`${this.name} (${process.pid}): ${this.text}`);
  }
}

if (isMainModule(import.meta.url)) {
  const letters = ['hello', '你好', 'goodbye / 再见'].map((text) => new Letter(text));
  for (const letter of letters) await letter.start();
  for (const letter of letters) await letter.join();
}
