import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What `almanac demo --json` says. */
export type Demo = {
  address: string;
  email: string;
  password: string;
  site_id: string;
  api_key: string;
};

/** How long the server may take to start, and to end. */
const PATIENCE_MS = 20_000;
/** How long a subcommand may take: `demo` makes a plan and draws its pictures. */
const COMMAND_MS = 60_000;

const binary =
  process.env.ALMANAC_BIN ?? fileURLToPath(new URL("../target/debug/almanac", import.meta.url));

/** A running server on a database and a folder of its own. */
export class Almanac {
  /** What it has written so far, for the report of a failed test. */
  readonly log: string[] = [];
  /** Its address, such as `http://127.0.0.1:40123`. */
  url = "";

  private constructor(
    private readonly data: string,
    private readonly database: Database | undefined,
    private readonly settings: Record<string, string>,
    private child: ChildProcess | undefined,
  ) {}

  /** Makes a folder and a database, and starts the server on them, with `settings` to hold. */
  static async start(settings: Record<string, string> = {}): Promise<Almanac> {
    const data = await mkdtemp(join(tmpdir(), "almanac-e2e-"));
    const almanac = new Almanac(data, Database.fresh(), settings, undefined);
    try {
      await almanac.serve();
    } catch (error) {
      await almanac.remove();
      throw error;
    }
    return almanac;
  }

  /** Runs a subcommand on the same data, such as `demo --json`. */
  command(...args: string[]): string {
    const env = this.environment();
    return execFileSync(binary, args, { env, encoding: "utf8", timeout: COMMAND_MS });
  }

  /** Runs a subcommand that must fail, and gives what it printed. */
  refused(...args: string[]): string {
    const env = this.environment();
    const ended = spawnSync(binary, args, { env, encoding: "utf8", timeout: COMMAND_MS });
    if (ended.status === 0) throw new Error(`almanac ${args.join(" ")} did not fail`);
    return ended.stdout + ended.stderr;
  }

  /** Lays out the sample site and says how to sign in. */
  demo(): Demo {
    return JSON.parse(this.command("demo", "--json"));
  }

  /** Ends the server; the data stays. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    await ended;
    clearTimeout(late);
  }

  /** Ends the server and removes all that it stored. */
  async remove(): Promise<void> {
    await this.stop();
    this.database?.drop();
    await rm(this.data, { recursive: true, force: true });
  }

  /** Starts the server; also after `stop`, on the same data. */
  async serve(): Promise<void> {
    const child = spawn(binary, ["serve"], {
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    createInterface({ input: child.stderr }).on("line", (line) => this.log.push(line));
    this.url = await this.address(child);
  }

  private address(child: ChildProcess): Promise<string> {
    return new Promise((found, failed) => {
      const refuse = (why: string) => failed(new Error(`${why}\n${this.log.join("\n")}`));
      const late = setTimeout(() => refuse("the server did not start in time"), PATIENCE_MS);
      child.once("error", (error) => refuse(`${binary}: ${error.message}`));
      child.once("exit", (code) => refuse(`the server ended with ${code}`));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        this.log.push(line);
        const address = /listening on (http:\/\/\S+)/.exec(line)?.[1];
        if (!address) return;
        clearTimeout(late);
        found(address.replace(/\/$/, ""));
      });
    });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...withoutOurs(process.env),
      ALMANAC_DATA: this.data,
      ALMANAC_LISTEN: "127.0.0.1:0",
      ALMANAC_ALLOW_PRIVATE_HOSTS: "127.0.0.1",
      ...(this.database && { ALMANAC_DATABASE_URL: this.database.url }),
      ...this.settings,
    };
  }
}

/** Settings of whoever runs the tests are not the server's. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("ALMANAC_")),
  );
}

/** A PostgreSQL database for one server; there is none when we run on SQLite. */
class Database {
  private constructor(
    private readonly server: string,
    private readonly name: string,
  ) {}

  static fresh(): Database | undefined {
    const server = process.env.ALMANAC_E2E_DATABASE;
    if (!server) return undefined;
    const unique = `${process.pid}_${performance.now().toFixed(3).replace(".", "")}`;
    const database = new Database(server, `almanac_e2e_${unique}`);
    database.ask(`CREATE DATABASE ${database.name}`);
    return database;
  }

  get url(): string {
    const url = new URL(this.server);
    url.pathname = `/${this.name}`;
    return url.href;
  }

  drop(): void {
    this.ask(`DROP DATABASE ${this.name} WITH (FORCE)`);
  }

  private ask(sql: string): void {
    execFileSync("psql", [this.server, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql]);
  }
}
