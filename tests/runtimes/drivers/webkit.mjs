// WebKitGTK: page and worker, plain and isolated. Its builds keep SharedArrayBuffer off, isolated or not, so the isolated
// cases run with the variable that turns it on, and one as it comes (one thread, with the reason).
import { mediaPage, opsPage, pageCase, recipePage } from "../support/browsers.mjs";
import { missingWebKit, webkitOpener } from "../support/webkit.mjs";

const asItComes = webkitOpener();
const withThreads = webkitOpener({ JSC_useSharedArrayBuffer: "1" });
const unshared = pageCase({
  open: asItComes,
  where: "page",
  isolated: true,
  unthreaded: /share memory|SharedArrayBuffer/,
});

export default {
  name: "webkit",
  present: missingWebKit,
  cases: [
    pageCase({ open: asItComes, where: "page", isolated: false }),
    pageCase({ open: asItComes, where: "worker", isolated: false }),
    { ...unshared, where: "page, isolated, no SharedArrayBuffer" },
    pageCase({ open: withThreads, where: "page", isolated: true }),
    pageCase({ open: withThreads, where: "worker", isolated: true }),
    opsPage({ open: asItComes, where: "page", isolated: false }),
    opsPage({ open: withThreads, where: "page" }),
    recipePage({ open: withThreads, where: "page" }),
    mediaPage({ open: asItComes, where: "page" }),
  ],
};
