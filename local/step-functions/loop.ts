/** What a loop runs. */
interface Steps {
  /** Goes one step on; resolves to false when there is nothing to do until the next wake-up. */
  step(): Promise<boolean>;
  /** Called each time that it comes to rest. */
  rest(): void;
  /** Whether nothing is to run any more. */
  over(): boolean;
  /** Whether something that it began is still to come back. */
  busy(): boolean;
}

/**
 * Runs one thing step by step, never two steps at a time: a wake-up during a step makes it look again afterwards. What
 * `step` throws is a fault of this program or of the disk: it goes unhandled, and so ends the process.
 */
export class Loop {
  readonly #steps: Steps;
  #running = false;
  #again = false;
  #awaitingRest: (() => void)[] = [];

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  wake(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  /** Settles once it rests, with what it began come back; or is over. */
  rested(): Promise<void> {
    return new Promise((rested) => {
      this.#awaitingRest.push(rested);
      this.#tellRest();
    });
  }

  #tellRest(): void {
    if (this.#steps.over() || (!this.#running && !this.#steps.busy()))
      for (const rested of this.#awaitingRest.splice(0)) rested();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again && !this.#steps.over()) {
      this.#again = false;
      // Steps that wait for nothing would otherwise keep everything else in this process from running.
      for (let count = 1; !this.#steps.over() && (await this.#steps.step()); count++)
        if (count % 100 === 0) await new Promise((done) => setImmediate(done));
    }
    this.#running = false;
    if (!this.#steps.over()) this.#steps.rest();
    this.#tellRest();
  }
}
