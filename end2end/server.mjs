// Starts the program on a free port with a database of its own, for tests and scripts.

import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
/** The one that the tests have compiled, unless another one is named. */
const PROGRAM = path.resolve(ROOT, process.env.PROGRAM ?? "target/debug/practice-access");

/** Makes the demonstration database that every test starts from a copy of. */
export function makeDemonstration(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (const ending of ["", "-wal", "-shm"]) fs.rmSync(file + ending, { force: true });
  run("demo", "--database-url", `sqlite:${file}`);
}

/** A letter with invented values, as HTML. */
export function letter(kind, database) {
  return run("mail", "preview", kind, "--html", "--database-url", `sqlite:${database}`);
}

/** What the program writes when it is called with these arguments. */
export function run(...told) {
  return execFileSync(PROGRAM, told, { cwd: ROOT, stdio: "pipe", encoding: "utf8" });
}

/**
 * Starts a server on a copy of the database `from`, or on an empty one, and waits until it is
 * ready. `stop` asks it to finish, waits for that, and removes the database.
 */
export async function startServer({ from } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "practice-access-"));
  const database = path.join(folder, "data.db");
  if (from) fs.copyFileSync(from, database);

  const address = `127.0.0.1:${await freePort()}`;
  const log = path.join(folder, "server.log");
  const output = fs.openSync(log, "w");
  const server = spawn(
    PROGRAM,
    ["serve", "--create-database", "--listen", address, "--database-url", `sqlite:${database}`],
    {
      cwd: ROOT,
      stdio: ["ignore", output, output],
      env: { ...process.env, MAIL_FOLDER: path.join(folder, "mail") },
    },
  );
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const url = `http://${address}`;

  const stop = async () => {
    server.kill("SIGTERM");
    const patience = setTimeout(() => server.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(patience);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const readLog = () => fs.readFileSync(log, "utf8");

  if (!(await ready(url, server))) {
    const said = readLog();
    await stop();
    throw new Error(`The server did not become ready. It said:\n${said}`);
  }
  return { url, stop, readLog };
}

async function ready(url, server) {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
