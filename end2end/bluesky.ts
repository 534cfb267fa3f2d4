import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** How long the server may take to start. */
const PATIENCE_MS = 30_000;

const folder = fileURLToPath(new URL("./bluesky/", import.meta.url));
/** The Node.js that the server wants, where a package brings it; else the one that runs this. */
const brought = `${folder}node_modules/node-${process.platform}-${process.arch}/bin/node`;
const node = existsSync(brought) ? brought : process.execPath;

/** A record as the server gives it again. */
export type PostRecord = {
  text: string;
  createdAt: string;
  langs?: string[];
  facets?: { index: { byteStart: number; byteEnd: number }; features: Record<string, string>[] }[];
  embed?: {
    $type: string;
    images?: { alt: string; image: { ref: { $link: string }; mimeType: string }; aspectRatio: object }[];
  };
};

/** Bluesky's own server on this machine, with one account. */
export class Bluesky {
  readonly handle = "rosa.test";
  appPassword = "";
  did = "";

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<Bluesky> {
    const child = spawn(node, ["server.mjs"], {
      cwd: folder,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, LOG_ENABLED: "false" },
    });
    const bluesky = new Bluesky(await address(child), child);
    await bluesky.signsUp();
    return bluesky;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.stdin!.end();
    await ended;
  }

  /** The record of a post, by the address that people see it at. */
  async post(link: string): Promise<{ key: string; record: PostRecord }> {
    const [, did, key] = /^https:\/\/bsky\.app\/profile\/([^/]+)\/post\/([^/]+)$/.exec(link) ?? [];
    if (did !== this.did || !key) throw new Error(`${link} is no post of ${this.did}`);
    const query = { repo: did, collection: "app.bsky.feed.post", rkey: key };
    const { value } = await this.reads("com.atproto.repo.getRecord", query);
    return { key, record: value };
  }

  /** How many of the account's posts say this. */
  async saying(text: string): Promise<number> {
    const query = { repo: this.did, collection: "app.bsky.feed.post", limit: "100" };
    const { records } = await this.reads("com.atproto.repo.listRecords", query);
    return records.filter(({ value }: { value: PostRecord }) => value.text === text).length;
  }

  /** The bytes of a picture. */
  async picture(cid: string): Promise<Uint8Array> {
    const query = new URLSearchParams({ did: this.did, cid });
    const answer = await fetch(`${this.url}/xrpc/com.atproto.sync.getBlob?${query}`);
    if (!answer.ok) throw new Error(`the picture was answered with ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** Takes the app password back, with all that was opened with it. */
  async revokes(): Promise<void> {
    const { accessJwt } = await this.opens();
    await this.does("com.atproto.server.revokeAppPassword", { name: "Almanac" }, accessJwt);
  }

  private async signsUp(): Promise<void> {
    const { handle } = this;
    const account = { handle, email: "rosa@bakery.test", password: OWN_PASSWORD };
    const { did, accessJwt } = await this.does("com.atproto.server.createAccount", account);
    this.did = did;
    const made = await this.does("com.atproto.server.createAppPassword", { name: "Almanac" }, accessJwt);
    this.appPassword = made.password;
  }

  private opens(): Promise<{ accessJwt: string }> {
    const { handle: identifier } = this;
    return this.does("com.atproto.server.createSession", { identifier, password: OWN_PASSWORD });
  }

  private async reads(method: string, query: Record<string, string>): Promise<any> {
    return told(method, await fetch(`${this.url}/xrpc/${method}?${new URLSearchParams(query)}`));
  }

  private async does(method: string, body: object, token?: string): Promise<any> {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const asked = { method: "POST", headers, body: JSON.stringify(body) };
    return told(method, await fetch(`${this.url}/xrpc/${method}`, asked));
  }
}

const OWN_PASSWORD = "thirty hours and four ingredients";

async function told(method: string, answer: Response): Promise<any> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} was answered with ${answer.status}: ${text}`);
  return text && JSON.parse(text);
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error("Bluesky's server did not start in time")), PATIENCE_MS);
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`Bluesky's server ended with ${code}`)));
    createInterface({ input: child.stdout! }).once("line", (line) => {
      clearTimeout(late);
      found(JSON.parse(line).url);
    });
  });
}
