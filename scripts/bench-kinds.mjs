// The work that other directories are measured with too, asked for all over the data: searches for the first five letters
// of a last name, 50 users each; look-ups of e-mail addresses; everyone at a practice with their roles. Each as a call of
// a server function and as a page.
import { answer, call, load, sql } from "./bench-kit.mjs";

/// How many texts and how many practices are asked for in turn.
const TEXTS = 1000;
const PRACTICES = 300;

const encoded = (fields) => new URLSearchParams(fields).toString();

/// The requests for so many pages of what a search finds, or for fewer if there are no more.
async function searched(text, pages, cookie) {
    const requests = [];
    for (let after = ""; requests.length < pages; ) {
        const fields = { "search[q]": text, "search[after]": after };
        const { found, next } = await call("users/search", fields, cookie);
        requests.push({ body: encoded(fields), path: `/users?${encoded({ q: text, after })}`, users: found.length });
        if (!next) break;
        after = next;
    }
    return requests;
}

async function everyone(practice, cookie) {
    const { members } = await call("summary/read", { practice }, cookie);
    return { body: encoded({ practice }), path: `/practices/${practice}/users`, users: members.length };
}

function kind(name, what, endpoint, answers, requests) {
    const users = requests.reduce((sum, request) => sum + request.users, 0) / answers;
    return { name, what, endpoint, requests, users, share: requests.length / answers };
}

/// The three kinds, of users and practices chosen at random from the server's database. Of each: the `requests`, how many
/// of them make one answer (`share`), and how many `users` that holds on average. A search gives 25 users, so the second
/// page is asked for too. The practices are those that have most nearly `size` users.
export async function kinds(url, cookie, size = 80) {
    const prefixes = [];
    for (const [prefix] of sql(url, `SELECT substr(lower(last_name), 1, 5) FROM app_user ORDER BY random() LIMIT ${TEXTS}`))
        prefixes.push(...await searched(prefix, 2, cookie));
    const emails = [];
    for (const [email] of sql(url, `SELECT email FROM app_user ORDER BY random() LIMIT ${TEXTS}`))
        emails.push(...await searched(email, 1, cookie));
    const practices = [];
    for (const [practice] of sql(url, `SELECT ods FROM membership WHERE status <> 'deactivated' GROUP BY ods
            ORDER BY abs(count(*) - ${size}), random() LIMIT ${PRACTICES}`))
        practices.push(await everyone(practice, cookie));
    return [
        kind("prefix-50", "search for a prefix, 50 users", "users/search", TEXTS, prefixes),
        kind("e-mail", "look-up of an e-mail address", "users/search", TEXTS, emails),
        kind("practice", "a practice's users with roles", "summary/read", PRACTICES, practices),
    ];
}

/// Makes sure that a tenth of the requests are answered with as many users as they should be, so that nothing counts an
/// error or the way to the log in page as an answer.
async function check({ endpoint, requests }, how, cookie) {
    for (const { body, path, users } of requests.filter((_, index) => index % 10 === 0)) {
        const { status, text } = await (how === "calls" ? answer("POST", `/api/${endpoint}`, { cookie, body }) : answer("GET", path, { cookie }));
        const shown = () => {
            if (how === "pages") return text.split("app-person__name").length - 1;
            const { found, members } = JSON.parse(text);
            return (found ?? members).length;
        };
        if (status !== 200 || shown() !== users) throw new Error(`not an answer with ${users} users: ${how} ${path} ${status}`);
    }
}

/// Measures one kind as "calls" or as "pages" with 8 connections. The rate is of answers, the times are of requests.
export async function measured(kind, how, cookie, pid) {
    await check(kind, how, cookie);
    const asked = how === "calls"
        ? { path: `/api/${kind.endpoint}`, bodies: kind.requests.map((request) => request.body) }
        : { paths: kind.requests.map((request) => request.path) };
    const result = await load({ ...asked, connections: 8, cookie, pid });
    return { ...result, rate: result.rate / kind.share, cpu: pid && result.cpu * kind.share };
}
