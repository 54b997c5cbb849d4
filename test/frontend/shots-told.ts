/** The moment at which the pictures are taken: a Monday, 10:24 in Berlin. */
export const now = "2026-11-23T09:24:00Z";

type Verb = "approve" | "reject" | "withdraw" | "end" | "revoke" | "credentials" | "console";

/** Who did what to a request, when (ISO 8601), saying what. */
export type Deed = readonly [at: string, by: string, verb: Verb, comment?: string];

/** A request as people made it and what became of it. */
export interface Told {
  /** By which the pictures find it. */
  readonly key?: string;
  readonly at: string;
  readonly by: string;
  readonly ask: {
    readonly account: string;
    readonly role: string;
    readonly duration: string;
    readonly justification: string;
    readonly asks?: Readonly<Record<string, string>>;
    readonly startsAt?: string;
    readonly rule?: string;
  };
  readonly deeds?: readonly Deed[];
}

/** Accounts of the shipped catalog. */
export const accounts = {
  shopProd: "111122223333",
  paymentsProd: "222233334444",
  searchProd: "333344445555",
  shopStaging: "444455556666",
  paymentsStaging: "555566667777",
  sandboxBlue: "666677778888",
  sandboxGreen: "777788889999",
  network: "888899990000",
  logArchive: "343434343434",
} as const;
