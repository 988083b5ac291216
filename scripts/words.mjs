// Looks through the texts of the program for words that people do not use, or not for this: one thing has one name on
// screens and in letters.
//
//     node scripts/words.mjs

import * as fs from "node:fs";
import path from "node:path";

/** What is not to be said, and what to say instead. */
const NOT_SAID = [
  [/\bsign(s|ed|ing)?[ -](in|out)\b/i, "log in, log out"],
  [/\blog in of\b|\ba log in\b|\blog in was\b/i, "log in is something that people do"],
  [/\bwhoever\b/i, "the person who, everyone who"],
  [/\bnone any more\b/i, "no longer"],
  [/\bnot [a-z ]*any more\b/i, "no longer"],
  [/\bmay lie\b/i, "can be"],
  [/\bcompletes\b/i, "fills in"],
];

/** What follows the program in a file: its tests. */
const TESTS = /^#\[cfg\(test\)\]\nmod \w+ \{/m;

function* sources(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "tests") yield* sources(file);
    } else if (/\.rs$/.test(entry.name) && entry.name !== "tests.rs") yield file;
  }
}

let found = 0;
for (const file of sources("src")) {
  const [program] = fs.readFileSync(file, "utf8").replace(/^\s*\/\/.*$/gm, "").split(TESTS);
  for (const [, text] of program.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)) {
    const said = text.replace(/\\\n\s*/g, "").replace(/\s+/g, " ");
    // Addresses, names and codes have no spaces.
    if (!said.trim().includes(" ")) continue;
    for (const [words, instead] of NOT_SAID) {
      if (!words.test(said)) continue;
      console.log(`${file}: "${said}" (say: ${instead})`);
      found += 1;
    }
  }
}
if (found) process.exitCode = 1;
