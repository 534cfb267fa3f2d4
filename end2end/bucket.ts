import { createRequire } from "node:module";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What is used of `s3rver`, which has no types. */
type S3 = { run(): Promise<AddressInfo>; close(): Promise<void>; httpServer?: Server };
const S3rver = createRequire(import.meta.url)("s3rver") as new (options: object) => S3;

/** A bucket on this machine, behind a server that speaks S3 and lets one access key in. */
export class Bucket {
  private constructor(
    private readonly server: S3,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Opens an empty one. */
  static async open(): Promise<Bucket> {
    const folder = await mkdtemp(join(tmpdir(), "almanac-bucket-"));
    const options = { address: "127.0.0.1", port: 0, silent: true, directory: folder };
    const server = new S3rver({ ...options, configureBuckets: [{ name: "pictures" }] });
    const { port } = await server.run();
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
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
