// Which program the page, the worker, the edge function and the process run. The projects of ../support/project.mjs swap this file.
export { smoke as main } from "./smoke.mjs";
