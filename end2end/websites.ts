import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A website that is not as it should be. */
export class Website {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    /** How many bytes it has sent. */
    readonly sent: () => number,
  ) {}

  /** Takes the connection and never answers. */
  static silent = () => Website.open(() => {});

  /** Sends its visitors in a circle. */
  static circular = () =>
    Website.open(({ url }, response) => {
      response.writeHead(302, { location: url === "/here" ? "/there" : "/here" }).end();
    });

  /** Its first page has a gigabyte, and does not say so beforehand. */
  static huge = () =>
    Website.open((_request, response) => {
      const part = Buffer.alloc(1_000_000, "<p>Bread, and more bread. </p>");
      let left = 1_000;
      const pour = () => {
        while (left-- > 0 && !response.destroyed) {
          if (!response.write(part)) return void response.once("drain", pour);
        }
        response.end();
      };
      response.writeHead(200, { "content-type": "text/html" });
      pour();
    });

  /** Says UTF-8 and sends bytes that are none. */
  static garbled = () =>
    Website.open((_request, response) => {
      const page = "<!doctype html><html lang=en><title>The mill</title><h1>Flour \xff\xfe</h1>";
      const words = "<p>We grind caf\xe9 blends and rye \xc0\xaf for bakers in the valley.</p>";
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(Buffer.from(page + words.repeat(5), "latin1"));
    });

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private static async open(answer: RequestListener): Promise<Website> {
    const sockets: { bytesWritten: number }[] = [];
    const server = createServer(answer);
    server.on("connection", (socket) => sockets.push(socket));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const sent = () => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0);
    return new Website(server, `http://127.0.0.1:${port}`, sent);
  }
}
