// What scripts/bench-peers runs while the other programs are there: see there.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { createInterface } from "node:readline";
import { kinds, measured } from "./bench-kinds.mjs";
import { database, memory, processorTime, seconds, serving, session } from "./bench-kit.mjs";

const ROUNDS = 3;
const { PEERS_KIT: kit, PEERS: folder } = process.env;
const read = (file) => readFileSync(`${folder}/${file}`, "utf8").trim();
const [, password] = read("slapd/slapd.conf").match(/^rootpw (.*)$/m);
const files = { "prefix-50": "data/q_prefix5.txt", "e-mail": "data/q_email.txt", practice: "data/q_practice.txt" };

/// Asks OpenLDAP for everything in a file: how many users an answer holds on average.
function entries(name) {
    const filter = { "prefix-50": "(sn=%s*)", "e-mail": "(mail=%s)", practice: "(businessCategory=%s)" }[name];
    const most = name === "prefix-50" ? ["-z", "50"] : [];
    const flags = ["-x", "-LLL", "-c", "-H", "ldap://127.0.0.1:3893", "-D", "cn=admin,dc=bench", "-w", password, "-b", "dc=bench"];
    const run = spawnSync("ldapsearch", [...flags, ...most, "-f", `${folder}/${files[name]}`, filter, "uid"], { encoding: "utf8", maxBuffer: 1e9 });
    const failures = run.stderr.split("\n").filter((line) => line && !line.startsWith("Size limit exceeded"));
    if (failures.length > 0) throw new Error(`OpenLDAP: ${failures[0]}`);
    return run.stdout.split("\ndn: ").length / read(files[name]).split("\n").length;
}

/// Asks Django for one in 40 of what is in a file: how many users a page shows on average.
async function shown(name) {
    const login = "http://127.0.0.1:8801/admin/login/";
    const cookies = (answer) => answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
    const form = await fetch(login);
    const [, csrfmiddlewaretoken] = (await form.text()).match(/name="csrfmiddlewaretoken" value="([^"]+)"/);
    const [username] = read("data/q_login.txt").split("\n");
    const body = new URLSearchParams({ csrfmiddlewaretoken, username, password });
    const entered = await fetch(login, { method: "POST", redirect: "manual", headers: { cookie: cookies(form) }, body });
    const page = name === "practice" ? "grant/?practice__code__exact=" : "user/?q=";
    const asked = read(files[name]).split("\n").filter((_, index) => index % 40 === 0);
    let users = 0;
    for (const text of asked) {
        const answer = await fetch(`http://127.0.0.1:8801/admin/dir/${page}${text}`, { redirect: "manual", headers: { cookie: cookies(entered) } });
        // A practice's page has a line for each role, so that a user is there several times.
        const links = (await answer.text()).match(/<th class="field-user[^>]*><a[^>]*>[^<]*/g) ?? [];
        if (answer.status !== 200 || links.length === 0) throw new Error(`Django: ${page}${text} ${answer.status}`);
        users += new Set(links.map((link) => link.split(">").at(-1))).size;
    }
    return users / asked.length;
}

const peers = [
    { name: "OpenLDAP", who: "slapd", how: "calls", ask: entries, pids: () => [read("slapd/pid")] },
    { name: "Django", who: "django", how: "pages", ask: shown, pids: () => [read("dj.pid"), read("pg/data/postmaster.pid").split("\n")[0]] },
];

/// Measures the three kinds at a peer. Its processor time is about right: the load begins and ends within the time counted.
async function measure({ who, pids }) {
    const busy = () => pids().reduce((sum, pid) => sum + processorTime(pid), 0);
    const found = {};
    let [before, since] = [busy(), performance.now()];
    const run = spawn(`${kit}/measure`, [who, String(seconds)], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: run.stdout })) {
        const [name, rate, p50, p99] = line.split(" ");
        if (!(Number(rate) > 0)) throw new Error(`${who}: ${line}`);
        const [now, at] = [busy(), performance.now()];
        const cpu = ((now - before) * 1e6) / (Number(rate) * (at - since));
        found[name] = { rate: Number(rate), p50: Number(p50), p99: Number(p99), cpu };
        [before, since] = [now, at];
    }
    return found;
}

/// Asks a peer for each kind without hurry, which also fills its caches.
async function look({ name, ask }) {
    const users = {};
    for (const kind of Object.keys(files)) {
        users[kind] = await ask(kind);
        // An address belongs to one user, a text finds at most a page.
        const wrong = kind === "e-mail" ? users[kind] !== 1 : users[kind] < 1 || (kind === "prefix-50" && users[kind] > 50);
        if (wrong) throw new Error(`${name}: ${users[kind]} users in an answer of "${kind}"`);
    }
    return users;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
/// With two digits, or all that a larger number has before the point.
const short = (value) => value.toLocaleString("en", value < 100 ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });

/// Prints what one round gave, and gives it back.
function told(round, who, name, result) {
    const { rate, p50, p99, cpu } = result;
    console.error(`round ${round}  ${who.padEnd(14)}${name.padEnd(10)}${rate.toFixed(1).padStart(9)} a second  p50 ${p50.toFixed(2)}  p99 ${p99.toFixed(2)}  processor ${cpu.toFixed(2)} ms`);
    return result;
}

/// A line of the table: the program and a peer at one kind of work, `pairs` of results of the same round.
function line(peer, kind, theirs, pairs) {
    const ratios = pairs.map(([own, other]) => own.rate / other.rate);
    const both = (field) => [0, 1].map((side) => short(median(pairs.map((pair) => pair[side][field])))).join("; ");
    const spread = `${short(Math.min(...ratios))} to ${short(Math.max(...ratios))}`;
    const cells = [`${kind.what}, as ${peer.how}`, peer.name, `${Math.round(kind.users)}; ${Math.round(theirs)}`, both("rate"), `${short(median(ratios))} (${spread})`, `${both("cpu")} ms`];
    return `| ${cells.join(" | ")} |`;
}

const url = database("national");
await serving(url, async (pid) => {
    const officer = await session("registration@demo.example");
    const users = {};
    for (const peer of peers) users[peer.who] = await look(peer);
    const own = await kinds(url, officer, Math.round(users.slapd.practice));
    const results = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
        const result = {};
        for (const peer of peers) {
            if (round > 1) await look(peer);
            result[peer.who] = await measure(peer);
            for (const { name } of own) told(round, peer.name, name, result[peer.who][name]);
        }
        for (const how of ["calls", "pages"]) {
            result[how] = {};
            for (const kind of own) {
                result[how][kind.name] = told(round, `ours, ${how}`, kind.name, await measured(kind, how, officer, pid));
                if (result[how][kind.name].errors > 0) throw new Error(`${kind.name}: not every answer was right`);
            }
        }
        results.push(result);
    }
    const date = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    console.log(`Measured on ${date} on ${cpus().length} processors with ${Math.round(totalmem() / 2 ** 30)} GB, ${ROUNDS} rounds, ${seconds} seconds each line.\n`);
    console.log("| what | beside | users in an answer: ours; theirs | answers a second: ours; theirs | ratio: median (least to most) | processor time of an answer: ours; theirs |");
    console.log("| --- | --- | --- | --- | --- | --- |");
    for (const peer of peers)
        for (const kind of own)
            console.log(line(peer, kind, users[peer.who][kind.name], results.map((result) => [result[peer.how][kind.name], result[peer.who][kind.name]])));
    const { now, most } = memory(pid);
    console.log(`\nResident memory of ours afterwards ${Math.round(now)} MB, at most ${Math.round(most)} MB.`);
});
