declare module "asl-validator" {
  /** Checks a state machine in Amazon States Language. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  };
}
