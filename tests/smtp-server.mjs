// A mail server for tests: keeps what it takes as files, and misbehaves as it is told.
//
//     node tests/smtp-server.mjs FOLDER BEHAVIOUR
//
// BEHAVIOUR is "take"; "refuse" (for good) or "busy" (for now); "stall" (never answers); or "drop" (keeps the first
// message, then breaks off before it answers; takes the others); or "slow" (takes each, and answers two seconds
// later). Prints its port.

import * as fs from "node:fs";
import path from "node:path";
import { SMTPServer } from "smtp-server";

const [folder, behaviour] = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });
let taken = 0;

const answers = { refuse: [550, "No such mailbox here"], busy: [451, "Try again later"] };

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      if (behaviour === "stall") return;
      if (behaviour in answers) {
        const [responseCode, message] = answers[behaviour];
        done(Object.assign(new Error(message), { responseCode }));
        return;
      }
      taken += 1;
      fs.writeFileSync(path.join(folder, `${taken}.eml`), Buffer.concat(chunks));
      if (behaviour === "drop" && taken === 1) {
        for (const connection of server.connections) connection.close();
        return;
      }
      if (behaviour === "slow") setTimeout(done, 2000);
      else done();
    });
  },
});
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => console.log(server.server.address().port));
