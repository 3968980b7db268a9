// Serves this repository with the two headers that allow a page to use threads.
//
//     npm run build && node examples/browser/server.mjs            then open http://localhost:8080/examples/browser/
//     node examples/browser/server.mjs --plain                     without the headers: one thread, and the page says why
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const THREADS = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const headers = process.argv.includes("--plain") ? {} : THREADS;

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost"); // this resolves "..": nobody leaves the folder
  const file = new URL(`.${pathname.endsWith("/") ? `${pathname}index.html` : pathname}`, ROOT);
  try {
    const body = await readFile(fileURLToPath(file));
    const type = TYPES[extname(file.pathname)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(process.env.PORT ?? 8080, "127.0.0.1", () => {
  console.log(`http://localhost:${server.address().port}/examples/browser/`);
});
