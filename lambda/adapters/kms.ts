import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from "@aws-sdk/client-kms";
import type { CheckSeal, MakeSeal } from "../deps.ts";

const MacAlgorithm = "HMAC_SHA_256";

/** Bytes of an HMAC by SHA-256; KMS refuses an empty one as an error of the caller. */
const macLength = 32;

/** Makes seals; of all roles only `decide` may. */
export function sealMaker(KeyId: string): MakeSeal {
  const client = new KMSClient({});
  return {
    async make(text) {
      const { Mac } = await client.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message: Buffer.from(text) }));
      if (!Mac) throw new Error("KMS answered without a MAC");
      return Buffer.from(Mac).toString("base64");
    },
  };
}

/** Checks seals; of all roles only `credentials` may. */
export function sealChecker(KeyId: string): CheckSeal {
  const client = new KMSClient({});
  return {
    async holds(text, seal) {
      const Mac = Buffer.from(seal, "base64");
      if (Mac.length !== macLength) return false;
      try {
        const command = new VerifyMacCommand({ KeyId, MacAlgorithm, Message: Buffer.from(text), Mac });
        return (await client.send(command)).MacValid === true;
      } catch (error) {
        if (error instanceof KMSInvalidMacException) return false;
        throw error;
      }
    },
  };
}
