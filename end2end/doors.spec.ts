// Journeys begin at the front door and go on by clicking, as people do: tests that open pages by their address do not
// notice a link that leads nowhere.

import { expect, test } from "@playwright/test";
import * as fs from "node:fs";
import path from "node:path";

/** Not journeys. */
const EXEMPT = ["look.spec.ts"];

test("no journey opens a page by its address, unless by jump and with a reason", () => {
  const specs = fs.readdirSync(import.meta.dirname).filter((name) => name.endsWith(".spec.ts"));
  expect(specs.length).toBeGreaterThan(EXEMPT.length);
  const found = specs
    .filter((name) => !EXEMPT.includes(name) && name !== path.basename(import.meta.filename))
    .flatMap((name) => {
      const lines = fs.readFileSync(path.join(import.meta.dirname, name), "utf8").split("\n");
      return lines.flatMap((line, at) => (/\.goto\(/.test(line) ? [`${name}:${at + 1}: ${line.trim()}`] : []));
    });
  expect(found).toEqual([]);
});
