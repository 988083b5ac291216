// How long the Performers List takes at national size: importing it, the work of a day on which many links change, and
// the pages of a GP and of a practice.
import { execFileSync, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { call, database, heading, load, postgres, program, row, serving, session, sql, work } from "./bench-kit.mjs";

const PRACTICES = 6_500;
const GPS = 60_000;
const LINKS = 75_000;
/// Links that end today and links that become another type tomorrow, as on a 31 March.
const CHANGING = 2_000;

const day = (offset) => new Date(Date.now() + offset * 86_400_000).toLocaleDateString("en-CA", { timeZone: "Europe/London" });
const code = (number) => `Z${String(10_000 + number)}`;

function practices() {
    const lines = [];
    for (let number = 0; number < PRACTICES; number += 1) {
        const fields = [code(number), `SURGERY ${number}`, "Y99", "Q99", `${number} HIGH STREET`, "", "", "ANYTOWN", "", "ZZ1 1ZZ", "19740401", "", "ACTIVE", "B", "99Z", "20200401", "", "", "", "", "", "1", "", "99Z", "", "RO76", ""];
        lines.push(fields.map((field) => `"${field}"`).join(","));
    }
    return lines.join("\n") + "\n";
}

/// A file of the list. `links`: how many there are in all, second ones of the first GPs after each GP's own. `changing`:
/// whether some of them end or change.
function list({ links, changing = false }) {
    const lines = ["gmc_number,title,first_names,last_name,gmc_email,performer_type,practice_ods,role,start_date,end_date,sessions,status"];
    for (let number = 0; number < GPS; number += 1) {
        const type = ["principal", "salaried", "locum", "registrar"][number % 4];
        const who = `${8_000_000 + number},Dr,Given${number % 977},Family${number % 9_973},gp${number}@gmc.example,${type}`;
        const link = (practice, role, first, last, sessions) =>
            lines.push(`${who},${code(practice % PRACTICES)},${role},${first},${last},${sessions},active`);
        const ends = changing && number < CHANGING;
        const swaps = changing && number >= CHANGING && number < 2 * CHANGING;
        link(number, type, "2024-04-01", ends || swaps ? day(0) : "", 4);
        if (swaps) link(number, type === "principal" ? "salaried" : "principal", day(1), "", 4);
        if (number < links - GPS) link(number + 3_000, "salaried", "2025-04-01", "", 2.5);
    }
    return lines.join("\n") + "\n";
}

function run(url, args) {
    const started = performance.now();
    const told = execFileSync(program, [...args, "--database-url", url], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    return { took: (performance.now() - started) / 1000, told };
}

function importing(url, name, content) {
    const file = `${work}/${name}.csv`;
    writeFileSync(file, content);
    return run(url, ["import", name === "practices" ? name : "performers", file]);
}

/// Makes it tomorrow for the links that change today and tomorrow: their days move back by one.
function tomorrow(url) {
    sql(url, `
        UPDATE assignment SET ends_on = '${day(-1)}' WHERE ends_on = '${day(0)}';
        UPDATE assignment SET starts_on = '${day(0)}' WHERE starts_on = '${day(1)}';
        UPDATE role_grant SET starts_on = '${day(-1)}', ends_on = '${day(-1)}'
            WHERE ends_on = '${day(0)}' AND origin = 'performers list';`);
}

/// Starts a server, and gives how many places its first round dealt with and how many seconds that took.
function workOfTheDay(url) {
    return new Promise((resolve, reject) => {
        const flags = ["serve", "--database-url", url, "--listen", "127.0.0.1:3998", "--log-json"];
        const server = spawn(program, flags, { stdio: ["ignore", "ignore", "pipe"] });
        let log = "";
        server.stderr.on("data", (part) => {
            log += part;
            const line = log.split("\n").find((line) => line.includes("Roles followed") && line.endsWith("}"));
            if (!line) return;
            server.kill();
            const { fields } = JSON.parse(line);
            resolve({ places: fields.places, took: fields["time.millis"] / 1000 });
        });
        server.on("exit", () => reject(new Error(log)));
    });
}

heading();
const own = `sqlite:${work}/performers.db`;
for (const ending of ["", "-wal", "-shm"]) rmSync(`${work}/performers.db${ending}`, { force: true });
const url = postgres ?? own;
importing(url, "practices", practices());
row({ what: "importing 60,000 GPs, none of them known, seconds", value: importing(url, "performers", list({ links: GPS })).took, target: 15 });
row({ what: "importing them again, unchanged, seconds", value: importing(url, "performers", list({ links: GPS })).took, target: 15 });
row({ what: "importing 15,000 second links, seconds", value: importing(url, "performers", list({ links: LINKS })).took, target: 15 });
importing(url, "performers", list({ links: LINKS, changing: true }));
tomorrow(url);
const { places, took } = await workOfTheDay(url);
row({ what: `the work of a day on which ${places} places change, seconds`, value: took, target: 10 });
row({ what: "comparing every role with the list, seconds", value: run(url, ["performers", "reconcile"]).took, target: 10 });

if (!postgres) {
    await serving(database("national"), async () => {
        const gp = await session("gp@demo.example");
        const manager = await session("large.practice@demo.example");
        const entry = await call("performers/practice", { practice: "ZZ900001" }, manager);
        for (const connections of [1, 4]) {
            const targets = [["p95", 40]];
            const words = connections === 1 ? "1 connection" : `${connections} connections`;
            row({ what: `a GP's own page, ${words}`, result: await load({ path: "/performers/me", cookie: gp, connections }), targets });
            row({ what: `a practice's page of ${entry.now.length} GPs, ${words}`, result: await load({ path: "/practices/ZZ900001/performers", cookie: manager, connections }), targets });
        }
    });
}
