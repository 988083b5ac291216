// Weighs what a browser loads to show a page for the first time: the page and all its files. The sign-in page
// is a document; each of the others brings the program's start and one of its parts. Fails above the limits.

import http from "node:http";
import path from "node:path";
import { accounts, signInByForm } from "../end2end/accounts.mjs";
import { makeDemonstration, startServer } from "../end2end/server.mjs";

const LIMITS = {
  "/sign-in": 180_000,
  "/": 225_000,
  "/users": 255_500,
  "/users/new": 275_500,
  "/practices/ZZ9001/users": 273_500,
  "/practices/ZZ9001/history": 235_000,
};

/** The bytes of an answer as they travel, compressed with brotli. */
function load(url, cookie) {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": "br", cookie };
    const request = http.get(url, { headers }, async (response) => {
      const parts = await response.toArray();
      if (response.statusCode !== 200) {
        reject(new Error(`${url} answered ${response.statusCode}`));
      }
      resolve(Buffer.concat(parts).length);
    });
    request.on("error", reject);
  });
}

/** Weighs one page and says so, part by part. */
async function weigh(server, page, limit, cookie) {
  const html = await (await fetch(server.url + page, { headers: { cookie } })).text();
  const files = new Set([...html.matchAll(/(?:href|src)="(\/pkg\/[^"]+)"/g)].map((m) => m[1]));
  if (!files.size) throw new Error(`${page} names no files`);
  let total = 0;
  for (const file of [page, ...files]) {
    const size = await load(server.url + file, cookie);
    total += size;
    console.log(`${String(size).padStart(9)}  ${file}`);
  }
  console.log(`${String(total).padStart(9)}  bytes in all, of ${limit} allowed`);
  if (total > limit) process.exitCode = 1;
}

const database = path.resolve("target/end2end/first-load.db");
makeDemonstration(database);
const server = await startServer({ from: database });
try {
  const cookie = await signInByForm(server.url, accounts.administrator);
  for (const [page, limit] of Object.entries(LIMITS)) {
    await weigh(server, page, limit, page === "/sign-in" ? "" : cookie);
  }
} finally {
  await server.stop();
}
