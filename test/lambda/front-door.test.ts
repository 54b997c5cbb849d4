import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openSecret } from "../../lambda/adapters/secrets.ts";
import { openFrontDoor } from "../../lambda/front-door.ts";
import { startClock } from "../../local/clock.ts";
import { startSecretsManager } from "../../local/secrets-manager.ts";
import { serve } from "../../local/wire.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:999988887777:secret:Origin-Stint0";

/** A front door whose secret lies in an embedded Secrets Manager, and how often that was read. */
async function aFrontDoor() {
  const state = mkdtempSync(join(tmpdir(), "stint-front-door-"));
  const clock = startClock();
  const secrets = startSecretsManager({
    clock,
    state,
    secrets: [{ arn, name: "Origin", length: 64 }],
    allowed: () => true,
  });
  let reads = 0;
  let down = false;
  const { origin, close } = await serve({
    port: 0,
    mounts: {
      "/": (request) => {
        reads++;
        return down
          ? { status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' }
          : secrets.part(request);
      },
    },
  });
  onTestFinished(async () => {
    await close();
    rmSync(state, { recursive: true });
  });
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_SECRETS_MANAGER: origin,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "K",
    AWS_SECRET_ACCESS_KEY: "s",
  }))
    vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return {
    open: () => openFrontDoor(openSecret(arn), () => new Date(clock.now())),
    secrets,
    clock,
    reads: () => reads,
    breaks: (broken: boolean) => {
      down = broken;
    },
  };
}

const minute = 60_000;
/** At the start the current value is read; later that and the one before. */
const [first, later] = [1, 2];

test("lets in who carries the secret, and nobody else", async () => {
  const { open, secrets, reads } = await aFrontDoor();
  const door = open();
  const secret = secrets.value(arn) ?? "";
  expect(await door(secret)).toBe(true);
  for (const wrong of [undefined, "", "x", secret.slice(1), `${secret} `, secret.toLowerCase(), `${secret},${secret}`])
    expect(await door(wrong)).toBe(false);
  expect(reads()).toBe(first + later);
});

test("reads the secret while the function starts, once for many requests", async () => {
  const { open, secrets, reads } = await aFrontDoor();
  const door = open();
  const secret = secrets.value(arn) ?? "";
  expect(await Promise.all(Array.from({ length: 20 }, () => door(secret)))).not.toContain(false);
  expect(reads()).toBe(first);
});

test("takes the new value and the one before after a rotation, and not the one before that", async () => {
  const { open, secrets, clock } = await aFrontDoor();
  const door = open();
  const oldest = secrets.value(arn) ?? "";
  expect(await door(oldest)).toBe(true);
  secrets.rotate(arn);
  clock.advance(minute);
  const second = secrets.value(arn) ?? "";
  expect(await Promise.all(Array.from({ length: 10 }, () => door(second)))).not.toContain(false);
  expect(await door(oldest)).toBe(true);
  secrets.rotate(arn);
  clock.advance(minute);
  expect(await door(secrets.value(arn))).toBe(true);
  expect(await door(oldest)).toBe(false);
});

test("takes the value before at once where the function started after the rotation, as CloudFront is slower", async () => {
  const { open, secrets } = await aFrontDoor();
  const before = secrets.value(arn);
  secrets.rotate(arn);
  expect(await open()(before)).toBe(true);
});

test("does not let a wrong header make it read the secret more than once a minute", async () => {
  const { open, clock, reads } = await aFrontDoor();
  const door = open();
  for (let i = 0; i < 10; i++) expect(await door(`guess ${i}`)).toBe(false);
  expect(reads()).toBe(first + later);
  clock.advance(minute);
  expect(await Promise.all(Array.from({ length: 10 }, (_, i) => door(`guess ${i}`)))).not.toContain(true);
  expect(reads()).toBe(first + 2 * later);
});

test("fails while the secret cannot be read, and recovers with the next request", async () => {
  const { open, secrets, breaks } = await aFrontDoor();
  breaks(true);
  const door = open();
  await expect(door(secrets.value(arn))).rejects.toThrow();
  breaks(false);
  expect(await door(secrets.value(arn))).toBe(true);
});
