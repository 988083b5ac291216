// Reads every page of the demonstration as its users see it, and every letter, and fails where one needs a reading age
// above the limit. The age is the Flesch-Kincaid grade plus 5:
//
//     0.39 × words ÷ sentences + 11.8 × syllables ÷ words - 15.59 + 5
//
// A name counts as one short word: of people, places, services, organisations, and roles, also those that are written
// small (ROLES). The formula says nothing about a page that has less to read than SHORTEST words.

import path from "node:path";
import { accounts, signInByForm } from "../end2end/accounts.mjs";
import { makeDemonstration, run, startServer } from "../end2end/server.mjs";

const LIMIT = 11;
const SHORTEST = 20;

/** Roles whose names are written small. */
const ROLES =
  /\b(user administrators?|administrators?|registration (team|officers?)|accountants?|pensions desk)\b/gi;

const syllables = (word) => {
  const plain = word.toLowerCase().replace(/[^a-z]/g, "");
  if (plain.length <= 3) return 1;
  const spoken = plain.replace(/(?:[^laeiouy]es|[^aeioudt]ed|[^l]e)$/, (end) => end[0]).replace(/^y/, "");
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
};

/** The words of each sentence of what is said. */
function sentences(said) {
  return said
    .replace(/[\w.+'-]+@[\w.-]+|https?:\S+/g, "it")
    .replace(ROLES, "one")
    // A name of several words, and one that does not begin a sentence.
    .replace(/\p{Lu}[\p{L}'’-]*(?: (?:and |of )?(?:\p{Lu}|\d)[\p{L}\d'’-]*)+/gu, "Name")
    .replace(/(?<=[\p{Ll},;] )\p{Lu}[\p{L}'’-]*/gu, "name")
    .split(/(?<=[.!?:])\s+/)
    .map((sentence) => sentence.match(/\p{L}[\p{L}'’-]*|\d[\d,.:/]*/gu) ?? [])
    .filter((words) => words.length > 3);
}

/** The reading age of paragraphs, none if there are too few of them. */
function readingAge(paragraphs) {
  const all = paragraphs.flatMap(sentences);
  const words = all.flat();
  if (words.length < SHORTEST) return undefined;
  const spoken = words.reduce((sum, word) => sum + syllables(word), 0);
  return (0.39 * words.length) / all.length + (11.8 * spoken) / words.length - 15.59 + 5;
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };

/** What a page says in sentences: not its headings, labels, names and numbers. */
function paragraphsOf(html) {
  const [main = ""] = html.match(/<main\b[\s\S]*<\/main>/) ?? [];
  return main
    .replace(/<!--[\s\S]*?-->|<(script|style|option|h[1-6])\b[\s\S]*?<\/\1>|<wbr>/g, "")
    .split(/<\/?(?:p|li|ul|ol|div|td|th|tr|table|caption|dt|dd|dl|label|legend|summary|details|section|form|fieldset|nav|br|button|main)\b[^>]*>/)
    .map((block) => block.replace(/<[^>]*>/g, "").replace(/&([#\w]+);/g, (entity, name) => ENTITIES[name] ?? entity))
    .map((block) => block.replace(/\s+/g, " ").trim())
    .filter((block) => /[.!?:]$/.test(block));
}

/** The form of an address, of which one page is read for each kind of user. */
const formOf = (address) =>
  address.pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
    .replace(/\/practices\/[A-Z0-9]+/, "/practices/:ods")
    .replace(/\/factors\/[^/]+/, "/factors/:factor") + (address.searchParams.get("view") ?? "");

/** Every page that a kind of user comes to by links. */
async function* pagesOf(url, cookie) {
  const read = new Set();
  const open = [new URL("/", url)];
  for (const address of open) {
    if (read.has(formOf(address))) continue;
    read.add(formOf(address));
    const answer = await fetch(address, { headers: { cookie }, redirect: "follow" });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
    const html = await answer.text();
    yield [address.pathname, html];
    for (const [, href] of html.matchAll(/<a\b[^>]*?href="([^"]*)"/g)) {
      const to = new URL(href.replaceAll("&amp;", "&"), address);
      if (to.origin === address.origin && !/\.(csv|xlsx)$|^\/(assets|letters)/.test(to.pathname)) open.push(to);
    }
  }
}

const database = path.resolve("target/end2end/reading-age.db");
makeDemonstration(database);
const ages = new Map();
const note = (what, paragraphs) => {
  const age = readingAge(paragraphs);
  if (age !== undefined) ages.set(what, Math.max(age, ages.get(what) ?? 0));
};

const server = await startServer({ from: database });
try {
  for (const who of [undefined, "member", "gp", "administrator", "practiceManager", "registration"]) {
    const cookie = who ? await signInByForm(server.url, accounts[who]) : "";
    for await (const [address, html] of pagesOf(server.url, cookie)) {
      note(`${address} as ${who ?? "a visitor"}`, paragraphsOf(html));
    }
  }
} finally {
  await server.stop();
}
const mail = (...told) => run("mail", "preview", ...told, "--database-url", `sqlite:${database}`);
for (const kind of mail().trim().split("\n")) {
  for (const [number, letter] of mail(kind).split(/^Subject: /m).slice(1).entries()) {
    const [said] = letter.split("\n-- \n");
    note(`letter ${kind} ${number + 1}`, said.split("\n").filter((line) => /[.!?:]$/.test(line)));
  }
}

const hard = [...ages].filter(([, age]) => age > LIMIT).sort(([, a], [, b]) => b - a);
for (const [what, age] of hard) console.log(`${age.toFixed(1)}  ${what}`);
console.log(`${ages.size} pages and letters were read, ${hard.length} need a reading age above ${LIMIT}.`);
if (hard.length || ages.size < 100) process.exitCode = 1;
