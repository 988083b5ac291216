// What scripts/bench runs: see there. One line of the table after the other, each measured after two
// seconds of the same load that do not count.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { randomUUID } from "node:crypto";
import { signInByForm } from "../end2end/accounts.mjs";

const server = "target/release/practice-access";
const work = "target/bench";
const port = 3999;
const seconds = Number(process.env.SECONDS_EACH ?? 10);
const postgres = process.env.DATABASE_URL;
const agent = new Agent({ keepAlive: true });
mkdirSync(work, { recursive: true });

const sizes = {
    national: { practices: 10_000, users: 250_000, grants: 1_500_000 },
    // Alike but for their number, to see whether a search costs more among more users.
    small: { practices: 400, users: 10_000, grants: 30_000 },
    large: { practices: 40_000, users: 1_000_000, grants: 3_000_000 },
};

function demo(url, size) {
    const flags = Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const started = performance.now();
    execFileSync(server, ["demo", "--database-url", url, ...flags, "--seed", "1"], { stdio: ["ignore", "ignore", "pipe"] });
    return (performance.now() - started) / 1000;
}

/// The address of a database of this size, made if it is not there yet.
function database(name) {
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

function answer(method, path, { cookie = "", body } = {}) {
    return new Promise((resolve, reject) => {
        const headers = { cookie, "content-type": "application/x-www-form-urlencoded" };
        const sent = request({ port, host: "127.0.0.1", agent, method, path, headers }, (got) => {
            let text = "";
            got.setEncoding("utf8").on("data", (part) => (text += part));
            got.on("end", () => resolve({ status: got.statusCode, headers: got.headers, text }));
        });
        sent.on("error", reject).end(body);
    });
}

async function call(name, fields, cookie) {
    const got = await answer("POST", `/api/${name}`, { cookie, body: new URLSearchParams(fields).toString() });
    if (got.status !== 200) throw new Error(`${name}: ${got.status} ${got.text}`);
    return JSON.parse(got.text);
}

/// The cookie of somebody who is signed in.
function session(email) {
    return signInByForm(`http://127.0.0.1:${port}`, { email, password: "practice-access-demo" });
}

/// Runs a server over the database while it is `measured`.
async function serving(url, measured) {
    const flags = ["serve", "--database-url", url, "--listen", `127.0.0.1:${port}`];
    const program = spawn(server, flags, { stdio: ["ignore", "ignore", "ignore"] });
    try {
        for (;;) {
            const ready = await answer("GET", "/health/ready").catch(() => ({}));
            if (ready.status === 200) break;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        await measured(program.pid);
    } finally {
        program.kill();
        await new Promise((resolve) => program.on("exit", resolve));
        agent.destroy();
    }
}

/// Loads the server with wrk: a POST of each of `bodies` in turn, or a GET of each of `paths`. `pause`: how many
/// milliseconds each connection waits before it asks again.
async function load({ connections, cookie, path, bodies = [], paths = [path], pause = 0 }) {
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
  io.write(string.format("%f %f %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, errors))
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
    const [rate, p50, p95, p99, errors] = (await run(seconds)).split(" ").map(Number);
    return { rate, p50, p95, p99, errors };
}

/// Saves role tables for so many seconds: each of `workers` gives and takes a role of one user after the other.
/// Percentiles are of all times between sending a save and having read its answer (nearest rank). An answer that the
/// database is busy counts as an error.
async function saves(cookie, practice, people, workers) {
    const role = "gpp-avcs";
    const times = [];
    let errors = 0;
    const until = performance.now() + seconds * 1000;
    const mine = (worker) => people.filter((_, index) => index % workers === worker);
    await Promise.all(Array.from({ length: workers }, async (_, worker) => {
        const places = [];
        for (const user of mine(worker)) {
            const view = await call("users/open", { user, practices: "" }, cookie);
            const column = view.table.columns.find((column) => column.practice === practice);
            places.push({ user, version: column.version, roles: column.grants.map((grant) => grant.role) });
        }
        for (let turn = 0; performance.now() < until; turn += 1) {
            const place = places[turn % places.length];
            const had = place.roles.includes(role);
            const roles = had ? place.roles.filter((held) => held !== role) : [...place.roles, role];
            const fields = [
                ["user", place.user], ["step", "save"], ["receipt", randomUUID()],
                ["seen[0]", `${practice}:${place.version}:${place.roles.join(" ")}`],
                ...roles.map((held, index) => [`ticks[${index}]`, `${practice}:${held}`]),
            ];
            const started = performance.now();
            const body = new URLSearchParams(fields).toString();
            const { status, text } = await answer("POST", "/api/users/update", { cookie, body });
            times.push(performance.now() - started);
            if (status === 503) {
                errors += 1;
                continue;
            }
            if (status !== 200 || !JSON.parse(text).Done) throw new Error(`not saved: ${status} ${text}`);
            place.version += 1;
            place.roles = roles;
        }
    }));
    times.sort((a, b) => a - b);
    const percentile = (share) => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)];
    return { rate: times.length / seconds, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), errors };
}

/// Prints a line of the table. `target`: what `judged` ("p95", "rate"...) should be; several are possible.
function row({ what, result = {}, value, targets = [], target }) {
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

const names = ["smith", "sarah", "jones s", "patel", "khan a", "wil"];
const searches = (texts) => texts.map((text) => `search%5Bq%5D=${encodeURIComponent(text)}`);
const pages = (texts) => texts.map((text) => `/users?q=${encodeURIComponent(text)}`);

function memory(pid) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const megabytes = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;
    return { now: megabytes("VmRSS"), most: megabytes("VmHWM") };
}

/// The code of a practice with about so many users.
async function practiceOf(users, cookie) {
    const { text } = await answer("GET", "/practices.csv", { cookie });
    const [head, ...lines] = text.replace("\uFEFF", "").trim().split(/\r?\n/).map((line) => line.split(","));
    const [code, count] = ["Code", "Users"].map((name) => head.findIndex((title) => title.replaceAll('"', "").startsWith(name)));
    const distance = (line) => Math.abs(Number(line[count].replaceAll('"', "")) - users);
    return lines.filter((line) => line.length === head.length)
        .reduce((best, line) => (distance(line) < distance(best) ? line : best))[code].replaceAll('"', "");
}

async function national(pid) {
    const officer = await session("registration@demo.example");
    const large = await session("large.practice@demo.example");
    const found = (await Promise.all(names.map((name) => call("users/search", { "search[q]": name }, officer)))).flatMap((page) => page.found);
    const emails = found.map((user) => user.email);
    const of80 = await practiceOf(80, officer);
    const of300 = "ZZ900001";
    const everyone = await call("summary/read", { practice: of300 }, large);
    const people = everyone.members.filter((member) => member.status === "active").slice(20, 84).map((member) => member.user);
    const search = { path: "/api/users/search", bodies: searches(names) };
    const summary = { path: "/api/summary/read", bodies: [`practice=${of80}`] };
    const measure = async (what, asked, targets) => row({ what, result: await load(asked), targets });

    const quick = [["p50", 2], ["p99", 15]];
    await measure("search, nationwide, 16 connections", { ...search, connections: 16, cookie: officer }, quick);
    await measure("search, nationwide, 16 connections, 800 a second", { ...search, connections: 16, cookie: officer, pause: 20 }, quick);
    await measure("search, a practice's administrator, 16 connections", { ...search, connections: 16, cookie: large }, quick);
    const page = { path: `/practices/${of300}/users`, cookie: large };
    await measure("summary page of 300 users, 1 connection", { ...page, connections: 1 }, [["p95", 60]]);
    await measure("summary page of 300 users, 4 connections", { ...page, connections: 4 }, [["p95", 60]]);
    for (const workers of [1, 8])
        row({ what: `saving a role table, ${workers} at a time`, result: await saves(large, of300, people, workers), targets: [["p95", 25]] });

    const eight = { connections: 8, cookie: officer };
    const two = await load({ ...search, ...eight });
    row({ what: "search for a prefix: 50 users, as two pages of 25", result: { ...two, rate: two.rate / 2 }, targets: [["rate", 1200]] });
    await measure("look-up of an e-mail address", { ...search, ...eight, bodies: searches(emails) }, [["rate", 12700]]);
    await measure("a practice's 80 users with their roles", { ...summary, ...eight }, [["rate", 1200]]);
    const rendered = await load({ paths: pages(names), ...eight });
    row({ what: "the same as pages: prefix, two pages of 25", result: { ...rendered, rate: rendered.rate / 2 }, targets: [["rate", 2800]] });
    await measure("the same as pages: e-mail address", { paths: pages(emails), ...eight }, [["rate", 6650]]);
    await measure("the same as pages: practice of 80", { path: `/practices/${of80}/users`, ...eight }, [["rate", 1250]]);
    await measure("practices, with their standing lists, 1 connection", { ...eight, connections: 1, path: "/practices" }, []);
    const { now, most } = memory(pid);
    row({ what: "resident memory afterwards, MB", value: now, target: 150 });
    row({ what: "resident memory at most, MB", value: most, target: 150 });
}

console.log("".padEnd(58) + ["a second", "p50 ms", "p95 ms", "p99 ms", "errors"].map((text) => text.padStart(9)).join(""));
if (postgres) {
    try {
        row({ what: "making the national database, seconds", value: demo(postgres, sizes.national), target: 90 });
    } catch (failure) {
        if (!String(failure.stderr).includes("already holds data")) throw failure;
    }
    await serving(postgres, national);
} else {
    await serving(database("national"), national);
    const cost = {};
    for (const name of ["small", "large"])
        await serving(database(name), async () => {
            const cookie = await session("registration@demo.example");
            const result = await load({ connections: 8, cookie, path: "/api/users/search", bodies: searches(names) });
            row({ what: `search among ${sizes[name].users.toLocaleString("en")} users, 8 connections`, result });
            cost[name] = 1 / result.rate;
        });
    row({ what: "cost among 1,000,000 compared with 10,000, times", value: cost.large / cost.small, target: 1.5 });
}
