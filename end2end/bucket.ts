import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** How long the server may take to start. */
const PATIENCE_MS = 20_000;

/**
 * A bucket on this machine, behind a server that speaks S3 and lets one access key in. It is a
 * process of its own: the tests wait for subcommands of Almanac without turning.
 */
export class Bucket {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Opens an empty one. */
  static async open(): Promise<Bucket> {
    const folder = await mkdtemp(join(tmpdir(), "almanac-bucket-"));
    const program = createRequire(import.meta.url).resolve("s3rver/bin/s3rver.js");
    const args = [program, "-d", folder, "-a", "127.0.0.1", "-p", "0", "--silent", "--configure-bucket", "pictures"];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const port = await new Promise<number>((found, lost) => {
      const told = (line: string) => /listening on .*:(\d+)$/.exec(line)?.[1];
      createInterface(server.stdout).on("line", (line) => told(line) && found(Number(told(line))));
      server.once("exit", () => lost(new Error("the server of the bucket ended at its start")));
      AbortSignal.timeout(PATIENCE_MS).onabort = () => lost(new Error("the server of the bucket did not start"));
    });
    return new Bucket(server, folder, port);
  }

  /** Its address as Almanac takes it, with this access key. */
  address(key = "S3RVER"): string {
    return `http://${key}:S3RVER@127.0.0.1:${this.port}/pictures/of/ours`;
  }

  /** The names of what it holds. */
  async holds(): Promise<string[]> {
    const names = await readdir(join(this.folder, "pictures"), { recursive: true });
    return names.filter((name) => name.endsWith("._S3rver_object"));
  }

  async close(): Promise<void> {
    this.server.kill();
    await once(this.server, "exit");
    await rm(this.folder, { recursive: true, force: true });
  }
}
