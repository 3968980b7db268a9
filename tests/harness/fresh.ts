import { fileURLToPath } from "node:url";
import { isFresh } from "../../scripts/stamp.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Before any test: kernels that are not those of assembly/ would prove nothing. */
export default function (): void {
  for (const module of ["core", "extension"] as const)
    if (!isFresh(root, module)) throw new Error(`assembly/ changed since the ${module} was built: npm run build:wasm`);
}
