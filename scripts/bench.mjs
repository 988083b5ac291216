// What scripts/bench runs first: see there. One line of the table after the other, each measured after two
// seconds of the same load that do not count.
import { randomUUID } from "node:crypto";
import { answer, call, database, demo, heading, load, memory, names, postgres, row, searches, seconds, serving, session, sizes } from "./bench-kit.mjs";
import { kinds, measured } from "./bench-kinds.mjs";

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
                ["user", place.user], ["step", "save"], ["idempotency_key", randomUUID()],
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

async function national(pid, url) {
    const officer = await session("registration@demo.example");
    const large = await session("large.practice@demo.example");
    const of300 = "ZZ900001";
    const everyone = await call("summary/read", { practice: of300 }, large);
    const people = everyone.members.filter((member) => member.status === "active").slice(20, 84).map((member) => member.user);
    const search = { path: "/api/users/search", bodies: searches(names) };
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

    const shared = await kinds(url, officer);
    for (const how of ["calls", "pages"])
        for (const kind of shared) row({ what: `${kind.what}, as ${how}, 8 connections`, result: await measured(kind, how, officer) });
    await measure("practices, with their standing lists, 1 connection", { connections: 1, cookie: officer, path: "/practices" }, []);
    const { now, most } = memory(pid);
    row({ what: "resident memory afterwards, MB", value: now, target: 150 });
    row({ what: "resident memory at most, MB", value: most, target: 150 });
}

heading();
if (postgres) {
    try {
        row({ what: "making the national database, seconds", value: demo(postgres, sizes.national), target: 90 });
    } catch (failure) {
        if (!String(failure.stderr).includes("already holds data")) throw failure;
    }
    await serving(postgres, (pid) => national(pid, postgres));
} else {
    const url = database("national");
    await serving(url, (pid) => national(pid, url));
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
