// Firefox: page and worker, plain and isolated, and all ops.
import { allCases } from "../support/browsers.mjs";
import { missingFromNpm, onPath } from "../support/paths.mjs";
import { opener } from "../support/puppeteer.mjs";

const firefox = onPath("firefox-esr", "firefox");

export default {
  name: "firefox",
  present: () =>
    firefox
      ? missingFromNpm("puppeteer-core")
      : "no firefox on the PATH; get it with `apt-get install --no-install-recommends firefox-esr`",
  cases: allCases(opener({ browser: "firefox", executablePath: firefox })),
};
