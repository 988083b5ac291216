// Whether times tell if an account exists, how many passwords a second the program looks at, and what a search costs
// meanwhile. On the small database, whose people have the demonstration's password if they ever signed in.
import { answer, call, database, heading, load, names, row, searches, seconds, serving, session } from "./bench-kit.mjs";

const TRIES = 1000;

const form = (fields) => new URLSearchParams(fields).toString();

/// Milliseconds of one request. Each comes from an address of its own, so that nothing is throttled.
let asked = 0;
async function time(path, fields, expected) {
    asked += 1;
    const from = `127.${(asked >> 16) + 1}.${(asked >> 8) & 255}.${asked & 255}`;
    const started = performance.now();
    const { status } = await answer("POST", path, { body: form(fields), from });
    const took = performance.now() - started;
    if (status !== expected) throw new Error(`${path}: ${status}`);
    return took;
}

const mean = (times) => times.reduce((sum, time) => sum + time, 0) / times.length;
const variance = (times) => times.reduce((sum, time) => sum + (time - mean(times)) ** 2, 0) / (times.length - 1);
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

/// How surely the two differ in rank, as a standard score (Mann-Whitney): beyond 2 either way, somebody could tell.
function rank(one, other) {
    const all = [...one.map((time) => [time, 1]), ...other.map((time) => [time, 0])].sort((a, b) => a[0] - b[0]);
    const sum = all.reduce((sum, [, mine], place) => sum + mine * (place + 1), 0);
    const [n, m] = [one.length, other.length];
    return (sum - (n * (n + m + 1)) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

/// Compares known with unknown accounts, mixed at random, so that what the one before left to do, and whatever else the
/// machine does, meets both alike.
async function compare(what, path, fields, expected, known) {
    const [one, other] = [[], []];
    while (one.length < TRIES || other.length < TRIES) {
        const turn = one.length + other.length;
        if (other.length === TRIES || (one.length < TRIES && Math.random() < 0.5))
            one.push(await time(path, fields(known[one.length % known.length]), expected));
        else other.push(await time(path, fields(`nobody${turn}@demo.example`), expected));
    }
    const error = Math.sqrt(variance(one) / TRIES + variance(other) / TRIES);
    const difference = mean(one) - mean(other);
    console.log(
        `${what}: known mean ${mean(one).toFixed(3)} median ${median(one).toFixed(3)}, unknown mean ` +
            `${mean(other).toFixed(3)} median ${median(other).toFixed(3)} ms; difference ${difference.toFixed(3)} ms ` +
            `± ${(1.96 * error).toFixed(3)} (95 %), rank score ${rank(one, other).toFixed(2)}`,
    );
}

/// Logs in as many people at a time as there are `workers`, until `done`. Gives how many a second.
async function logIns(workers, known, done) {
    let count = 0;
    let over = false;
    const started = performance.now();
    const ended = done().finally(() => (over = true));
    await Promise.all(
        Array.from({ length: workers }, async (_, worker) => {
            for (let turn = worker; !over; turn += workers) {
                await time("/sign-in", { email: known[turn % known.length], password: "practice-access-demo" }, 303);
                count += 1;
            }
        }),
    );
    await ended;
    return (count / (performance.now() - started)) * 1000;
}

/// How long somebody at another address waits to log in: alone, and while `size` wrong passwords come from one address at
/// once, again and again.
async function flood(size, known) {
    const p95 = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)];
    const one = (turn) =>
        time("/sign-in", { email: known[turn % known.length], password: "practice-access-demo" }, 303);
    const alone = [];
    for (let turn = 0; turn < 100; turn += 1) alone.push(await one(turn));
    let over = false;
    const answers = new Map();
    const wrong = async (turn) => {
        const body = form({ email: known[turn % known.length], password: "wrong password" });
        const { status, text } = await answer("POST", "/sign-in", { body, from: "127.200.9.9" });
        const said = status === 422 ? text.match(/not correct|too many times|Too many people/)?.[0] : status;
        answers.set(said, (answers.get(said) ?? 0) + 1);
    };
    const flooding = (async () => {
        while (!over) await Promise.all(Array.from({ length: size }, (_, turn) => wrong(turn)));
    })();
    const meanwhile = [];
    for (let turn = 100; turn < 200; turn += 1) meanwhile.push(await one(turn));
    over = true;
    await flooding;
    console.log(
        `log in while ${size} wrong passwords come from one address: p95 alone ${p95(alone).toFixed(0)} ms, meanwhile ` +
            `${p95(meanwhile).toFixed(0)} ms; the flood was told ${[...answers].map((pair) => pair.join(": ")).join(", ")}`,
    );
}

async function measure() {
    const officer = await session("registration@demo.example");
    const known = [];
    for (let after = ""; known.length < TRIES; ) {
        const page = await call("users/search", { "search[sort]": "latest", "search[after]": after }, officer);
        known.push(...page.found.map((user) => user.email));
        after = page.next;
        if (!after) break;
    }
    await compare("log in with a wrong password", "/sign-in", (email) => ({ email, password: "wrong password" }), 422, known);
    await compare("forgotten password", "/forgotten-password", (email) => ({ email }), 303, known);
    await flood(450, known);
    const pause = () => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    for (const workers of [1, 50])
        row({ what: `log ins, ${workers} at a time`, result: { rate: await logIns(workers, known, pause) } });
    heading();
    const search = { connections: 4, cookie: officer, path: "/api/users/search", bodies: searches(names), pause: 20 };
    row({ what: "search, 4 connections, 200 a second", result: await load(search) });
    let meanwhile;
    await logIns(50, known, async () => (meanwhile = await load(search)));
    row({ what: "the same while 50 people log in", result: meanwhile });
}

await serving(database("small"), measure);
