import type { Caller } from "../core/request.ts";
import { type Hub, peopleOf, type Shown, shippedConfig, someone, startHub } from "./hub.ts";

/** What the shipped policy lets engineers ask for: two stages, the leads' and security's. */
export const databaseAsk = {
  account: "111122223333",
  role: "DatabaseAdmin",
  duration: "1h",
  justification: "Repair the orders table",
  asks: { ticket: "INC-42" },
};

/** Where the stages are told, by the shipped deployment.yaml. */
export const leads = "db-leads@example.com";
export const security = "security@example.com";

const engineers = 40;
export const lead = "lead";
export const officer = "officer";

/** A hub with the shipped config, and many engineers: a person may have 20 open requests. */
export function startShippedHub(assembly: string): Promise<Hub> {
  return startHub(assembly, shippedConfig, [
    ...peopleOf("engineering", engineers),
    someone(lead, "db-leads"),
    someone(officer, "security"),
  ]);
}

/** The engineer whose turn it is. */
export function engineer(i: number): string {
  return `engineering-${(i % engineers) + 1}`;
}

/** A request that waits for its first stage; the leads have been told. */
export async function pending(hub: Hub, i: number): Promise<Shown> {
  const request = await hub.send(engineer(i), "POST", "/requests", databaseAsk);
  await hub.told(request.id, leads);
  return request;
}

/** A request that waits for its last stage; security has been told. */
export async function halfApproved(hub: Hub, i: number): Promise<Shown> {
  const { id } = await pending(hub, i);
  const request = await approveAs(hub, lead, id);
  await hub.told(id, security);
  return request;
}

/** A request inside its window; the engineer has been told. */
export async function active(hub: Hub, i: number): Promise<Shown> {
  const { id } = await halfApproved(hub, i);
  const request = await approveAs(hub, officer, id);
  await hub.told(id, `${engineer(i)}@example.com`);
  return request;
}

export function approveAs(hub: Hub, person: string, id: string): Promise<Shown> {
  return hub.send(person, "POST", `/requests/${id}/approve`, { comment: "Go ahead" });
}

/** A person as the functions see them. */
export async function callerOf(hub: Hub, person: string): Promise<Caller> {
  const { id: sub, ...me } = await hub.send(person, "GET", "/me");
  return { ...me, sub };
}

/** The ARN of the key that makes the seals, as a decision names it to KMS. */
export async function sealKey(hub: Hub): Promise<string> {
  hub.calls.take("decide");
  await halfApproved(hub, 0);
  const call = hub.calls.take("decide").find(({ service }) => service === "kms");
  if (!call) throw new Error("a decision was saved without a seal");
  return call.resource;
}
