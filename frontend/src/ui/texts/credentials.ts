/** Get credentials, Open console, and what is said around them. */
export const texts = {
  use: {
    console: "Open console",
    credentials: "Get credentials",
    trouble: "Trouble signing in?",
    /** Names a button for those who cannot see what it stands beside. */
    of: (button: string, role: string, account: string) => `${button}: ${role} in ${account}`,
  },
  close: "Close",
  cancel: "Cancel",
  credentials: {
    title: (role: string, account: string) => `Credentials: ${role} in ${account}`,
    what: (role: string, account: string, id: string) =>
      `Stint asks AWS for a new session as ${role} in ${account} (${id}), and hands its keys to you, here and only once.`,
    recorded: "Each session is recorded in the history of this request. Whoever looks there sees it under your name.",
    few: (left: number) =>
      left === 1
        ? "This request has one session left. After it, you have to ask again."
        : `This request has ${left} sessions left. After those, you have to ask again.`,
    none: "This request has no session left. Ask again.",
    get: "Get credentials",
    getAgain: "Get new credentials",
    failed: "You got no credentials",
    expire: (left: string) => `They expire in ${left}`,
    endsLater: "The access itself holds longer: when these expire, get new ones here, until",
    endsEarlier: "The access itself ends then, and they stop working with it, though they carry a later expiry:",
    endsWith: "The access itself ends then, too.",
    keep: "Closing forgets them. They are stored nowhere.",
    expired: "These credentials have expired",
    expiredThen: "What was here is forgotten. As long as the access holds you can get new ones.",
    expiredEnd: "What was here is forgotten, and the access has ended as well.",
    formats: "How to write them",
    show: "Show",
    hide: "Hide",
    values: (format: string) => `values for ${format}`,
    strange: (name: string) =>
      `AWS gave a ${name} with characters that cannot be handed over safely. Get new credentials, or use the API.`,
  },
  formats: {
    bash: {
      label: "bash, zsh",
      hint: "Paste this into the shell. A space begins each line, so most keep it out of their history.",
    },
    fish: {
      label: "fish",
      hint: "Paste this into the shell. A space begins each line, so it stays out of its history.",
    },
    powershell: { label: "PowerShell", hint: "Paste this into PowerShell, on any system." },
    cmd: { label: "cmd", hint: "Paste this at the prompt of cmd. In a batch file it may mean something else." },
    dotenv: { label: ".env", hint: "Save this as .env for what reads such files. Keep it out of version control." },
    file: {
      label: "Credentials file",
      hint: (profile: string) =>
        `Append this to ~/.aws/credentials (on Windows %USERPROFILE%\\.aws\\credentials); where the profile is there already, replace it. Then use it: aws --profile ${profile} sts get-caller-identity`,
    },
    json: { label: "JSON", hint: "As a credential_process prints it for the AWS CLI and the SDKs." },
  },
  console: {
    opening: (role: string, account: string) => `Opening the AWS console: ${role} in ${account}`,
    moment: "Stint is getting a sign-in link. This takes a moment.",
    blockedTitle: "The browser did not open a tab",
    blocked:
      "Your sign-in link is ready; it works for 15 minutes. To skip this step the next time, let this site open pop-ups.",
    link: (role: string, account: string) => `Open the console as ${role} in ${account}`,
    failedTitle: "The console could not be opened",
  },
  trouble: {
    title: "Trouble signing in to the console?",
    signOut: "AWS says that you must sign out first",
    why: "Another account was left signed in, and the console takes one at a time. Either of these helps:",
    ways: {
      before: "Sign out of AWS",
      link: "at signin.aws.amazon.com/oauth?Action=logout",
      after: ", then press Open console again. (For GovCloud and China, use Sign out in the console itself.)",
      several:
        "Or, in the console: open the menu with your name at the top right and turn on multi-session support. Then several accounts can be open side by side.",
    },
    noTab: "No tab opens",
    popUps: "Let this site open pop-ups. Until then, Stint gives you the link instead.",
    expired: "AWS says that the link is not valid",
    again:
      "A link works for 15 minutes at most. Press Open console for a new one; each is a session in the history of the request.",
  },
} as const;
