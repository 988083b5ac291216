// Compares what is compiled with deny.toml: licences, crates that are not wanted, several versions of one, and where they
// come from.
//
//     node scripts/deny.mjs
//
// It asks cargo for what is really compiled, which needs no network once it is there. Advisories are not looked up: they
// would need it each time.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The settings of deny.toml, by section. It reads the part of TOML that is used there: a table's name or a key on a line. */
function settings(toml) {
  const sections = {};
  let section;
  let begun = "";
  const lines = toml.split("\n").map((line) => line.replace(/^\s*#.*/, "").trim());
  for (const line of lines.filter((line) => line !== "")) {
    const head = begun === "" && line.match(/^\[([\w-]+)\]$/);
    if (head) {
      section = sections[head[1]] = {};
      continue;
    }
    begun += line;
    const [, key, value] = begun.match(/^([\w-]+) = (.*)$/);
    const open = value.replace(/"[^"]*"/g, "");
    if (open.split("[").length === open.split("]").length) {
      const json = value.replace(/([{,]\s*)([\w-]+) = /g, '$1"$2": ').replace(/,\s*]/g, "]");
      section[key] = JSON.parse(json);
      begun = "";
    }
  }
  return sections;
}

/** Whether a licence, as a crate states it, can be met with those that are allowed. */
function isAllowed(expression, allowed) {
  const words = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  const one = () => {
    if (words[0] === "(") {
      words.shift();
      const inner = any();
      words.shift();
      return inner;
    }
    const name = words.shift();
    if (words[0] !== "WITH") return allowed.includes(name);
    const exception = words.splice(0, 2)[1];
    return allowed.includes(`${name} WITH ${exception}`);
  };
  const all = () => {
    let is = one();
    while (words[0] === "AND" && words.shift()) is = one() && is;
    return is;
  };
  const any = () => {
    let is = all();
    while (words[0] === "OR" && words.shift()) is = all() || is;
    return is;
  };
  return any();
}

/** Whether a version is one of those that `name@beginning` means; without a beginning, all are. */
function isMeant(spec, { name, version }) {
  const [meant, beginning] = spec.split("@");
  return name === meant && (!beginning || `${version}.`.startsWith(`${beginning}.`));
}

function compiled({ targets, "all-features": allFeatures }) {
  const arguments_ = ["tree", "--workspace", "--locked", "--edges", "normal,build,dev", "--prefix", "none"];
  if (allFeatures) arguments_.push("--all-features");
  for (const target of targets) arguments_.push("--target", target);
  // A crate's line is `name v1.2.3 (from, if not from the registry) (proc-macro) (*)`.
  const tree = execFileSync("cargo", [...arguments_, "--format", "{p}|{l}|"], { encoding: "utf8" });
  const crates = new Map();
  for (const line of tree.split("\n").filter((line) => line !== "")) {
    const [crate, license] = line.split("|");
    const [name, version] = crate.split(" ");
    const from = crate.replace("(proc-macro)", "").match(/\((.*)\)/)?.[1] ?? "";
    crates.set(crate, { name, version: version.slice(1), license, from });
  }
  return [...crates.values()];
}

const { graph, licenses, bans } = settings(readFileSync("deny.toml", "utf8"));
const crates = compiled(graph);
const wrong = [];

for (const crate of crates) {
  const what = `${crate.name} ${crate.version}`;
  if (crate.from !== "" && !crate.from.startsWith(process.cwd())) {
    wrong.push(`${what} comes from ${crate.from}: use a released version`);
  }
  const except = licenses.exceptions.filter((exception) => isMeant(exception.crate, crate));
  const allowed = [...licenses.allow, ...except.flatMap((exception) => exception.allow)];
  if (!isAllowed(crate.license, allowed)) {
    wrong.push(`${what} has the licence "${crate.license}", which deny.toml does not allow`);
  }
  for (const ban of bans.deny.filter((ban) => isMeant(ban.crate, crate))) {
    wrong.push(`${what} is not to be used: ${ban.reason}`);
  }
}

const counted = crates.filter((crate) => !bans.skip.some((skip) => isMeant(skip.crate, crate)));
for (const name of new Set(counted.map((crate) => crate.name))) {
  const versions = counted.filter((crate) => crate.name === name).map((crate) => crate.version);
  if (versions.length > 1) {
    wrong.push(`${name} is compiled in versions ${versions.join(" and ")}: use one, or list the older one in deny.toml`);
  }
}
for (const listed of [...licenses.exceptions, ...bans.skip]) {
  if (!crates.some((crate) => isMeant(listed.crate, crate))) {
    wrong.push(`deny.toml lists ${listed.crate}, which is not compiled any more: take it out`);
  }
}

if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${crates.length} crates: licences, versions and sources are as deny.toml wants them`);
