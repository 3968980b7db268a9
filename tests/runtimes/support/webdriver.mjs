// As much of a W3C WebDriver client as the tests need: a session, an address, a value from the page.

/** Starts a session at `driver` (its address) with `capabilities`. */
export async function newSession(driver, capabilities) {
  const { sessionId, capabilities: got } = await call("POST", `${driver}/session`, {
    capabilities: { alwaysMatch: capabilities },
  });
  const session = `${driver}/session/${sessionId}`;
  return {
    version: got.browserVersion,
    configure: (timeouts) => call("POST", `${session}/timeouts`, timeouts),
    goTo: (url) => call("POST", `${session}/url`, { url }),
    evaluate: (expression) => call("POST", `${session}/execute/async`, { script: asynchronous(expression), args: [] }),
    end: () => call("DELETE", session),
  };
}

/**
 * A script that hands the value of `expression`, awaited, to WebDriver's callback.
 * It waits for the page itself: WebKit's driver may come back before the page's modules have run.
 */
const asynchronous = (expression) => `
  const done = arguments[arguments.length - 1];
  const loaded = new Promise((resolve) => (document.readyState === "complete" ? resolve() : addEventListener("load", resolve)));
  loaded.then(() => ${expression}).then(done, (error) => done({ error: String(error) }));`;

async function call(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}
