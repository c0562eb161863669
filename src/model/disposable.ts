/** Something that holds a listener, timer, process or socket until it is disposed of. */
export interface Disposable {
  dispose(): void;
}

/**
 * Owns disposables and disposes of them in reverse order. One that throws does not keep the others;
 * one that is added after the end is disposed of at once.
 */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership and hands the item back. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Takes ownership of a clean-up that is a plain function. */
  defer(dispose: () => void): void {
    this.add({ dispose });
  }

  /** @throws {AggregateError} with what the items threw, after all of them have been disposed of. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of this.#items.splice(0).reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'some resources could not be released');
  }
}
