// Makes the demonstration database once; every test gets a copy of it.

import path from "node:path";
import { makeDemonstration } from "./server.mjs";

export const DEMONSTRATION = path.resolve("target/end2end/demonstration.db");

export default function setUp() {
  makeDemonstration(DEMONSTRATION);
}
