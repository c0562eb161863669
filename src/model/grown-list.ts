/** What is shown of a list of facts that only grows: of each new fact a view, the others stay. */
export class GrownList<Fact, View> {
  #facts: readonly Fact[] | undefined;
  #taken = 0;
  #views: readonly View[] = NOTHING;

  /** Another object whenever something is new. */
  get views(): readonly View[] {
    return this.#views;
  }

  /** `facts` is the list of the last call, grown or not, or another one. Equal views stay in its order. */
  update(
    facts: readonly Fact[],
    viewOf: (fact: Fact) => View,
    compare?: (a: View, b: View) => number,
  ): void {
    const taken = facts === this.#facts ? this.#taken : 0;
    if (taken === facts.length && taken === this.#views.length) return;
    const views = this.#views.slice(0, taken);
    for (const fact of facts.slice(taken)) views.push(viewOf(fact));
    this.#views = compare === undefined ? views : views.sort(compare);
    this.#facts = facts;
    this.#taken = facts.length;
  }
}

const NOTHING: readonly never[] = [];
