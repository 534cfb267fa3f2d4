// Bluesky's own server and the directory of its accounts, on this machine alone. Writes one line
// of JSON with its address, and ends with its input. Runs on Node.js 22, which is installed
// beside it.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Both would listen on every address of the machine.
const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  const [port, ...rest] = args;
  return typeof port === "number" && typeof rest[0] !== "string"
    ? listen.call(this, port, "127.0.0.1", ...rest)
    : listen.apply(this, args);
};

const { PDS, envToCfg, envToSecrets } = await import("@atproto/pds");
const { Database, PlcServer } = await import("@did-plc/server");

const data = await mkdtemp(join(tmpdir(), "almanac-pds-"));
const directory = PlcServer.create({ db: Database.mock(), port: await freePort() });
await directory.start();

const environment = {
  port: await freePort(),
  hostname: "localhost",
  devMode: true,
  disableSsrfProtection: true,
  dataDirectory: data,
  blobstoreDiskLocation: join(data, "blobs"),
  didPlcUrl: `http://127.0.0.1:${directory.server.address().port}`,
  inviteRequired: false,
  serviceHandleDomains: [".test"],
  crawlers: [],
  jwtSecret: secret(16),
  adminPassword: secret(16),
  plcRotationKeyK256PrivateKeyHex: secret(32),
};
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment));
await pds.start();
console.log(JSON.stringify({ url: `http://127.0.0.1:${environment.port}` }));

process.stdin.resume();
process.stdin.once("end", async () => {
  await rm(data, { recursive: true, force: true });
  process.exit(0);
});

function secret(bytes) {
  return randomBytes(bytes).toString("hex");
}

/** Nobody else asks for ports in the moment between. */
function freePort() {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
