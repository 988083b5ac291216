// What the benchmarks share: databases, a server over one of them, load, and the lines of the table.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { signInByForm } from "../end2end/accounts.mjs";

/// What is measured; another build than the usual one if PROGRAM names it.
export const program = process.env.PROGRAM ?? "target/release/practice-access";
export const work = "target/bench";
const port = 3999;
export const seconds = Number(process.env.SECONDS_EACH ?? 10);
export const postgres = process.env.DATABASE_URL;
const agent = new Agent({ keepAlive: true });
mkdirSync(work, { recursive: true });

export const sizes = {
    national: { practices: 10_000, users: 250_000, grants: 1_500_000 },
    // Alike but for their number, to see whether a search costs more among more users.
    small: { practices: 400, users: 10_000, grants: 30_000 },
    large: { practices: 40_000, users: 1_000_000, grants: 3_000_000 },
};

export function demo(url, size) {
    const flags = Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = performance.now();
    execFileSync(program, ["demo", "--database-url", url, ...flags, "--seed", "1"], { stdio: ["ignore", "ignore", "pipe"] });
    return (performance.now() - started) / 1000;
}

/// The address of a database of this size, made if it is not there yet.
export function database(name) {
    const file = `${work}/${name}.db`;
    if (!existsSync(file)) {
        console.error(`==> Making the database "${name}"`);
        for (const ending of ["", "-wal", "-shm"]) rmSync(`${work}/making.db${ending}`, { force: true });
        const took = demo(`sqlite:${work}/making.db`, sizes[name]);
        renameSync(`${work}/making.db`, file);
        if (name === "national") row({ what: "making the national database, seconds", value: took, target: 90 });
    }
    return `sqlite:${file}`;
}

/// Asks a database, or changes it: the rows, each a list of its columns.
export function sql(url, text) {
    const [shell, ...args] = url.startsWith("sqlite:") ? ["sqlite3", url.replace("sqlite:", ""), text] : ["psql", url, "-qAtc", text];
    const told = execFileSync(shell, args, { encoding: "utf8" }).trim();
    return told === "" ? [] : told.split("\n").map((line) => line.split("|"));
}

/// Asks the server, from any address of this machine like 127.1.2.3.
export function answer(method, path, { cookie = "", body, from } = {}) {
    return new Promise((resolve, reject) => {
        const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
        const kept = from ? { localAddress: from } : { agent };
        const sent = request({ ...kept, port, host: "127.0.0.1", method, path, headers }, (got) => {
            let text = "";
            got.setEncoding("utf8").on("data", (part) => (text += part));
            got.on("end", () => resolve({ status: got.statusCode, headers: got.headers, text }));
        });
        sent.on("error", reject).end(body);
    });
}

export async function call(name, fields, cookie) {
    const got = await answer("POST", `/api/${name}`, { cookie, body: new URLSearchParams(fields).toString() });
    if (got.status !== 200) throw new Error(`${name}: ${got.status} ${got.text}`);
    return JSON.parse(got.text);
}

/// The cookie of somebody who is signed in.
export function session(email) {
    return signInByForm(`http://127.0.0.1:${port}`, { email, password: "practice-access-demo" });
}

/// Runs a server over the database while it is `measured`.
export async function serving(url, measured) {
    const flags = ["serve", "--database-url", url, "--listen", `127.0.0.1:${port}`];
    const server = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore"] });
    try {
        for (;;) {
            const ready = await answer("GET", "/health/ready").catch(() => ({}));
            if (ready.status === 200) break;
            if (server.exitCode !== null) throw new Error("the server ended");
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        await measured(server.pid);
    } finally {
        server.kill();
        if (server.exitCode === null) await new Promise((resolve) => server.on("exit", resolve));
        agent.destroy();
    }
}

/// Loads the server with wrk: a POST of each of `bodies` in turn, or a GET of each of `paths`. `pause`: how many
/// milliseconds each connection waits before it asks again. With the server's `pid`, `cpu` is the processor time that it
/// took for each answer, in milliseconds.
export async function load({ connections, cookie, path, bodies = [], paths = [path], pause = 0, pid }) {
    const quoted = (texts) => texts.map((text) => JSON.stringify(text)).join(", ");
    const script = `${work}/load.lua`;
    writeFileSync(script, `
local bodies, paths, turn = { ${quoted(bodies)} }, { ${quoted(paths)} }, 0
local headers = { ["Cookie"] = "${cookie}", ["Content-Type"] = "application/x-www-form-urlencoded" }
request = function()
  turn = turn + 1
  local path = paths[turn % #paths + 1]
  if #bodies == 0 then return wrk.format("GET", path, headers) end
  return wrk.format("POST", path, headers, bodies[turn % #bodies + 1])
end
${pause > 0 ? `delay = function() return ${pause} end` : ""}
done = function(summary, latency)
  local errors = summary.errors.status + summary.errors.read + summary.errors.timeout
  io.write(string.format("%f %f %f %f %d %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, errors, summary.requests))
end
`);
    const run = (time) => new Promise((resolve, reject) => {
        const flags = ["-t1", `-c${connections}`, `-d${time}s`, "-s", script, `http://127.0.0.1:${port}`];
        let text = "";
        const wrk = spawn("wrk", flags, { stdio: ["ignore", "pipe", "inherit"] });
        wrk.stdout.on("data", (part) => (text += part));
        wrk.on("exit", (code) => code === 0 ? resolve(text.trim().split("\n").at(-1)) : reject(new Error(text)));
    });
    await run(2);
    const before = pid && processorTime(pid);
    const [rate, p50, p95, p99, errors, answers] = (await run(seconds)).split(" ").map(Number);
    const cpu = pid && ((processorTime(pid) - before) / answers) * 1000;
    return { rate, p50, p95, p99, errors, cpu };
}

/// Prints a line of the table. `target`: what `judged` ("p95", "rate"...) should be; several are possible.
export function row({ what, result = {}, value, targets = [], target }) {
    const number = (value, digits = 2) => (value === undefined ? "" : value.toFixed(digits));
    const judged = target === undefined ? targets : [["value", target, value]];
    const verdicts = judged.map(([name, wanted, got = result[name]]) => {
        const least = name === "rate";
        const met = least ? got >= wanted : got <= wanted;
        return `${name === "value" ? number(got, 1) + " of" : name} ${least ? "at least" : "at most"} ${wanted}: ${met ? "met" : "MISSED"}`;
    });
    const columns = [number(result.rate, 0), number(result.p50), number(result.p95), number(result.p99), result.errors ?? ""];
    console.log(what.padEnd(58) + columns.map((text) => String(text).padStart(9)).join("") + "  " + verdicts.join("; "));
}

export const names = ["smith", "sarah", "jones s", "patel", "khan a", "wil"];
export const searches = (texts) => texts.map((text) => `search%5Bq%5D=${encodeURIComponent(text)}`);

export function memory(pid) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const megabytes = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;
    return { now: megabytes("VmRSS"), most: megabytes("VmHWM") };
}

/// Seconds of processor time that a process and all it started have taken.
export function processorTime(pid) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 15);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return children.reduce((sum, child) => sum + processorTime(child), ticks.reduce((sum, count) => sum + Number(count) / 100, 0));
}

/// Prints what stands above the columns.
export function heading() {
    console.log("".padEnd(58) + ["a second", "p50 ms", "p95 ms", "p99 ms", "errors"].map((text) => text.padStart(9)).join(""));
}
