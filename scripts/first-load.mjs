// Weighs what a browser loads to show the sign-in page for the first time: the page, its style, and
// the two files that make it a program. Fails above the limit.

import http from "node:http";
import { startServer } from "../end2end/server.mjs";

const LIMIT = 250_000;

/** The bytes of an answer as they travel, compressed with brotli. */
function load(url) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { "accept-encoding": "br" } }, async (response) => {
      const parts = await response.toArray();
      if (response.statusCode !== 200) {
        reject(new Error(`${url} answered ${response.statusCode}`));
      }
      resolve(Buffer.concat(parts).length);
    });
    request.on("error", reject);
  });
}

const server = await startServer();
try {
  const page = `${server.url}/sign-in`;
  const html = await (await fetch(page)).text();
  const files = new Set([...html.matchAll(/(?:href|src)="(\/pkg\/[^"]+)"/g)].map((m) => m[1]));
  for (const kind of ["css", "js", "wasm"]) {
    if (![...files].some((file) => file.endsWith(`.${kind}`))) {
      throw new Error(`The sign-in page names no ${kind} file`);
    }
  }

  let total = 0;
  for (const file of ["/sign-in", ...files]) {
    const size = await load(server.url + file);
    total += size;
    console.log(`${String(size).padStart(9)}  ${file}`);
  }
  console.log(`${String(total).padStart(9)}  bytes in all, of ${LIMIT} allowed`);
  if (total > LIMIT) process.exitCode = 1;
} finally {
  await server.stop();
}
