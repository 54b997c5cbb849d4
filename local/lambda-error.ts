/** A failed invocation, as a caller of Lambda sees it: `name` is the service's `errorType`, `message` its `errorMessage`. */
export class LambdaError extends Error {
  /** The lines of the stack inside the function, where there are any. */
  readonly trace: readonly string[];

  constructor(name: string, message: string, trace: readonly string[] = []) {
    super(message);
    this.name = name;
    this.trace = trace;
  }
}
