// Chromium: page and worker, plain and isolated; 1, 2 and 3 threads; all ops; and the size of what it loads.
import { allCases, mnistPage, opsPage, pageCase } from "../support/browsers.mjs";
import { LIMITS } from "../support/check.mjs";
import { missingChromium, openChromium } from "../support/chromium.mjs";

const threadCases = [1, 2, 3].map((threads) =>
  pageCase({ open: openChromium, where: "page", isolated: true, options: { threads } }),
);
const cases = allCases(openChromium);
const size = { ...cases[0], where: "page, plain: size", expect: { ...cases[0].expect, bytes: LIMITS.plain } };

export default {
  name: "chromium",
  present: missingChromium,
  cases: [
    ...cases,
    ...threadCases,
    opsPage({ open: openChromium, where: "worker" }),
    mnistPage({ open: openChromium, where: "page" }),
    size,
  ],
};
