/** The queue of an approver. */
export const texts = {
  title: "Approvals",
  description: "What waits for your decision, oldest first",
  empty: {
    title: "Nothing waits for you",
    text: "When somebody asks for something that you approve, it stands here by itself.",
  },
  list: "Waiting for you",
  stale: "This is as of the last answer",
  choose: (who: string, role: string, account: string) => `Choose the request of ${who} for ${role} in ${account}`,
  chooseAll: (count: number) => `Choose all ${count}`,
  chosen: (count: number) => `${count} chosen`,
  approve: (count: number) => `Approve ${count}`,
  reject: (count: number) => `Reject ${count}`,
  clear: "Choose none",
  back: (count: number) => (count === 0 ? "Back to the list" : `All ${count} waiting`),
  next: "Next",
  page: "History and sessions",
  gone: {
    title: "This does not wait for you any more",
    decided: (verdict: "approved" | "rejected", who: string, stage: string) =>
      `Already ${verdict} by ${who} as ${stage}.`,
  },
  keys: {
    button: "Keyboard shortcuts",
    title: "Keyboard shortcuts",
    use: "Use these keys",
    hint: "They work where no field and no dialog has the focus. Everything can be reached by Tab and Enter alone as well.",
    close: "Close",
    key: "Key",
    does: "What it does",
    list: [
      [["j", "↓"], "Go to the next request"],
      [["k", "↑"], "Go to the one before"],
      [["Enter"], "Open it"],
      [["x"], "Choose it, or not"],
      [["a"], "Approve those that are chosen, or else the one you are at"],
      [["r"], "Reject those that are chosen, or else the one you are at"],
      [["Ctrl Enter"], "In the dialog: send"],
      [["?"], "Show these keys"],
    ],
  },
} as const;
