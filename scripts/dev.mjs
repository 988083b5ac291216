// Builds what was changed, serves it, and reloads the pages that are open in a browser, until it is stopped:
//
//     make dev
//
// Everything is built in the development profile, of a change only what depends on it, and the server first: a page
// shows its change as a document as soon as the server has it, and is reloaded once more when the program in the
// browser has it too. The address is that of a proxy, which waits while the server starts again and tells the pages
// when to reload. Pages that are documents have no program to tell; reload them by hand.

import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";

const ADDRESS = process.env.LISTEN ?? "127.0.0.1:3000";
const [HOST, PORT] = ADDRESS.split(":");
const DATABASE = process.env.DATABASE_URL ?? "sqlite:data/practice-access.db";
const SITE = "target/dev/site";
const PARTS = "target/dev/parts";
const STYLE = "target/dev/style.css";
const PROGRAM = "target/debug/practice-access";
const COMPILED = "target/wasm32-unknown-unknown/debug/practice_access.wasm";
const RELOAD = '\nnew EventSource("/dev/changes").onmessage = () => location.reload();\n';

// The builds. Each step gives whether it succeeded; one that is stopped by a newer change did not.

const steps = new Set();
function run(program, ...args) {
  return new Promise((done) => {
    const step = spawn(program, args, { stdio: "inherit" });
    steps.add(step);
    step.on("exit", (code) => {
      steps.delete(step);
      done(code === 0);
    });
  });
}

const buildServer = () => run("cargo", "build", "--workspace");

const buildStyle = () => run("sass", "--load-path=node_modules", "--no-source-map", "style/main.scss", STYLE);

const buildBrowser = async () =>
  (await run("cargo", "rustc", "--lib", "--target=wasm32-unknown-unknown", "--no-default-features", "--features=hydrate",
    "--crate-type=cdylib", "--", "-Clink-args=--emit-relocs")) &&
  run("target/debug/bundle", COMPILED, PARTS, "practice-access");

// Without the program a page is a document, and reloads with the next build all the same.
async function site(withProgram) {
  if (!withProgram) {
    fs.rmSync(PARTS, { recursive: true, force: true });
    fs.mkdirSync(PARTS, { recursive: true });
    fs.writeFileSync(`${PARTS}/practice-access.js`, "export default () => {};\nexport const hydrate = () => {};\n");
    fs.writeFileSync(`${PARTS}/parts.json`, "{}");
  }
  fs.appendFileSync(`${PARTS}/practice-access.js`, RELOAD);
  fs.copyFileSync(STYLE, `${PARTS}/practice-access.css`);
  return run("node", "scripts/site.mjs", PARTS, SITE, "as-it-is");
}

// The server, and the proxy before it.

let server;
let port = 0; // Of the server; 0 while it starts.
const open = new Set(); // The pages that wait to be told.
const soon = () => new Promise((later) => setTimeout(later, 50));

const free = () =>
  new Promise((found) => {
    const probe = net.createServer().listen(0, HOST, () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });

const answers = (port) =>
  new Promise((done) => {
    const socket = net.connect(port, HOST, () => done(true)).on("error", () => done(false));
    socket.unref();
  });

async function restart() {
  port = 0;
  server?.kill();
  const next = await free();
  server = spawn(PROGRAM, ["serve", `--listen=${HOST}:${next}`, `--public-url=http://${ADDRESS}`, `--site-root=${SITE}`,
    `--database-url=${DATABASE}`], { stdio: ["ignore", "inherit", "inherit"] });
  while (!(await answers(next))) {
    // It said why it ends. The next change starts it again.
    if (server.exitCode !== null) return false;
    await soon();
  }
  port = next;
  for (const page of open) page.write("data: \n\n");
  return true;
}

http
  .createServer(async (request, response) => {
    if (request.url === "/dev/changes") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
      open.add(response);
      request.on("close", () => open.delete(response));
      return;
    }
    while (!port) await soon();
    const { method, url: path, headers } = request;
    const asked = http.request({ host: HOST, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    asked.on("error", () => response.writeHead(502).end("The server was started again. Reload the page."));
    request.pipe(asked);
  })
  .listen(Number(PORT), HOST, () => console.log(`==> http://${ADDRESS}`));

// Everything once, then whatever changes. A change while something is built stops that and begins again.

let stale = true;
for (const folder of ["src", "style", "public", "migrations", "bundle/src"]) {
  fs.watch(folder, { recursive: true }, () => {
    stale = true;
    for (const step of steps) step.kill();
  });
}
process.on("exit", () => server?.kill());
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit());

for (;;) {
  while (!stale) await soon();
  stale = false;
  const began = Date.now();
  const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
  const [built, styled] = await Promise.all([buildServer(), buildStyle()]);
  if (!built || !styled || !(await site(false))) continue;
  if (DATABASE.startsWith("sqlite:") && !fs.existsSync(DATABASE.slice("sqlite:".length))) {
    fs.mkdirSync("data", { recursive: true });
    if (!(await run(PROGRAM, "demo", `--database-url=${DATABASE}`))) continue;
  }
  if (!(await restart())) continue;
  console.log(`==> The server is up to date after ${seconds()} s`);
  if (!(await buildBrowser()) || !(await site(true))) continue;
  if (!(await restart())) continue;
  console.log(`==> The program in the browser is up to date after ${seconds()} s`);
}
