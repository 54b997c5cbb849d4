import { type Question, row, timed } from "./measure.ts";
import { approveAs, engineer, halfApproved, officer, startShippedHub } from "./request-life.ts";

const [n, warmUp] = [50, 10];

/** From the press that approves the last stage to credentials in the engineer's hand, who asks for them at once. */
export function lastApprovalToCredentials(assembly: () => Promise<string>): Question {
  return {
    name: "last-approval-to-credentials",
    about: "the last approval and the credentials after it, in milliseconds",
    async run(progress) {
      const hub = await startShippedHub(await assembly());
      try {
        progress(`${n} requests`);
        const times: number[] = [];
        for (let i = 0; i < warmUp + n; i++) {
          const { id } = await halfApproved(hub, i);
          const time = await timed(async () => {
            await approveAs(hub, officer, id);
            await hub.send(engineer(i), "POST", `/requests/${id}/credentials`);
          });
          await hub.calls.quiet();
          if (i >= warmUp) times.push(time);
        }
        return [row("last approval to credentials", times)];
      } finally {
        await hub.close();
      }
    },
  };
}
