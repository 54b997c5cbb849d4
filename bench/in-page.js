// Runs in the dashboard's page, before any of its scripts.

/** After the frame that is about to be drawn: what this task sees is on the screen. */
const afterFrame = (then) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = then;
  port2.postMessage(null);
};

globalThis.bench = {
  /** Milliseconds since the navigation began at which the dashboard shows this text, once it does. */
  shown: (text) =>
    new Promise((resolve) => {
      const look = () => {
        if (document.getElementById("stint")?.textContent.includes(text)) afterFrame(() => resolve(performance.now()));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }),

  /** An array that grows by each key press: milliseconds from the press to the end of the next frame. */
  presses: () => {
    const times = [];
    const press = ({ timeStamp }) =>
      requestAnimationFrame(() => afterFrame(() => times.push(performance.now() - timeStamp)));
    addEventListener("keydown", press, { capture: true });
    return times;
  },

  /** What had been asked for until then, and whether it was there. */
  asked: (until) =>
    performance
      .getEntriesByType("resource")
      .filter(({ startTime }) => startTime < until)
      .map(({ name, responseEnd }) => ({ url: name, there: responseEnd > 0 && responseEnd < until })),

  /** Milliseconds that it takes to load these one after the other, each a list loaded at once; the API with the tab's token. */
  load: async (lists) => {
    const [key] = Object.keys(sessionStorage).filter((name) => name.startsWith("stint.session."));
    const { access_token } = JSON.parse(sessionStorage.getItem(key));
    const start = performance.now();
    for (const list of lists)
      await Promise.all(
        list.map(async (url) => {
          const api = new URL(url).pathname.startsWith("/api/");
          await (await fetch(url, api ? { headers: { authorization: `Bearer ${access_token}` } } : {})).arrayBuffer();
        }),
      );
    return performance.now() - start;
  },
};
