import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The website of a small bakery, to be read by Almanac. */
export class Bakery {
  /** Fulfilled while the bakery answers; pending while it holds its answers back. */
  private answering = Promise.resolve();
  /** Lets the held answers go. */
  release = () => {};

  private constructor(
    private readonly server: Server,
    /** Its address, such as `http://127.0.0.1:40124`. */
    readonly url: string,
    /** The paths that were asked for, in order. */
    readonly asked: string[],
  ) {}

  static async open(): Promise<Bakery> {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://bakery.test");
      asked.push(pathname);
      await bakery.answering;
      const file = files(bakery.url)[pathname];
      response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
      response.end(file?.body ?? "There is nothing here.");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const bakery = new Bakery(server, address(server), asked);
    return bakery;
  }

  /** Holds every answer back, so that a test can look at what waits for them. */
  hold(): void {
    this.answering = new Promise((release) => (this.release = release));
  }

  async close(): Promise<void> {
    this.release();
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

const address = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

type File = { type: string; body: string };

const HTML = "text/html; charset=utf-8";

/** Path to content; the addresses in the sitemap need the server's own. */
function files(url: string): Record<string, File> {
  const pages = Object.entries(PAGES).map(([path, page]) => [path, { type: HTML, body: html(page) }]);
  const places = Object.keys(PAGES).map((path) => `<url><loc>${url}${path}</loc></url>`);
  return {
    ...Object.fromEntries(pages),
    "/robots.txt": {
      type: "text/plain",
      body: `User-agent: *\nDisallow: /staff\nSitemap: ${url}/sitemap.xml\n`,
    },
    "/sitemap.xml": {
      type: "application/xml",
      body: `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${places.join("")}</urlset>`,
    },
    "/style.css": { type: "text/css", body: ":root { --brand: #b4532a } h1 { color: #b4532a }" },
  };
}

type Page = { title: string; about: string; body: string };

function html({ title, about, body }: Page): string {
  const links = Object.entries(PAGES).map(([path, page]) => `<a href="${path}">${page.title}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>${title} · Hearth &amp; Crumb</title>
  <meta name="description" content="${about}">
  <meta property="og:site_name" content="Hearth &amp; Crumb">
  <meta name="theme-color" content="#b4532a">
  <link rel="stylesheet" href="/style.css">
  <script type="application/ld+json">${JSON.stringify(BUSINESS)}</script>
</head>
<body>
  <nav>${links.join(" ")}</nav>
  <main><h1>${title}</h1>${body}</main>
  <footer>12 Mill Lane, Harrogate · 01423 555 0142 · hello@hearthandcrumb.test</footer>
</body>
</html>`;
}

const BUSINESS = {
  "@context": "https://schema.org",
  "@type": "Bakery",
  name: "Hearth & Crumb",
  description: "Sourdough, pastries and celebration cakes, baked before dawn in Harrogate.",
  telephone: "+44 1423 555 0142",
  address: {
    "@type": "PostalAddress",
    streetAddress: "12 Mill Lane",
    addressLocality: "Harrogate",
    addressCountry: "GB",
  },
  openingHours: "Tu-Sa 07:00-15:00",
};

const PAGES: Record<string, Page> = {
  "/": {
    title: "Bread worth getting up for",
    about: "A wood-fired bakery in Harrogate: sourdough, pastries and cakes.",
    body: `<p>We mix in the evening, wait through the night and bake before dawn. Our
      sourdough takes thirty hours and four ingredients.</p>
      <h2>What people say</h2>
      <blockquote>The best rye loaf in Yorkshire. — Priya</blockquote>`,
  },
  "/bread": {
    title: "Our bread",
    about: "Sourdough, rye, focaccia and the Saturday baguette.",
    body: `<h2>Mill Lane sourdough</h2><p>Stone-ground wheat from Nidderdale. £4.20</p>
      <h2>Dark rye</h2><p>Dense, sweet and good for a week. £4.80</p>
      <h2>Rosemary focaccia</h2><p>On Fridays, until it is gone. £3.50</p>`,
  },
  "/cakes": {
    title: "Celebration cakes",
    about: "Made to order, with a week's notice.",
    body: `<p>Tell us who it is for and how many will eat. We bake lemon and elderflower,
      dark chocolate and plum, and carrot with brown butter.</p>
      <p><a href="/contact">Order a cake</a></p>`,
  },
  "/classes": {
    title: "Baking classes",
    about: "Learn sourdough in a morning, six people at a time.",
    body: `<h2>Sourdough for beginners</h2><p>Every first Sunday, nine until one. You leave with
      a loaf, a starter and flour up to your elbows. £65</p>`,
  },
  "/contact": {
    title: "Find us",
    about: "12 Mill Lane, Harrogate. Tuesday to Saturday, seven to three.",
    body: `<p>Tuesday to Saturday, seven until three, or until the shelves are empty.</p>`,
  },
};
