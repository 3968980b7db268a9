/** fovea's version; tests/version.test.ts holds it to package.json. */
export const version: string = "0.1.0";
