// Copies a stylesheet without the rules that no page can use: three quarters of the design system's.
//
//     node scripts/used-style.mjs INPUT.css OUTPUT.css
//
// A class is in use when its whole name stands somewhere in src. A name that is put together from
// pieces ("nhsuk-tag--" and a colour) is not found: write it out.

import * as fs from "node:fs";
import { PurgeCSS } from "purgecss";

const [input, output] = process.argv.slice(2);
const [{ css }] = await new PurgeCSS().purge({
  css: [input],
  content: ["src/**/*.rs"],
  defaultExtractor: (source) => source.match(/[\w-]+/g) ?? [],
});
fs.writeFileSync(output, css);
