/** A map that drops its oldest entry when there are more than `limit`. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  /** How many entries were forgotten since the start or the last `clear`. */
  forgotten = 0;
  readonly #limit: number;
  readonly #onForget: (value: Value) => void;

  constructor(limit: number, onForget: (value: Value) => void = () => {}) {
    super();
    this.#limit = limit;
    this.#onForget = onForget;
  }

  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size > this.#limit) {
      const [oldest, forgotten] = this.entries().next().value as [Key, Value];
      this.delete(oldest);
      this.forgotten++;
      this.#onForget(forgotten);
    }
    return this;
  }

  override clear(): void {
    super.clear();
    this.forgotten = 0;
  }
}
