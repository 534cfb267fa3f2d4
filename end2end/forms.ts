import type { APIResponse, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** A form that changes something, as the page shows it. */
export type Form = {
  /** The page that shows it. */
  page: string;
  action: string;
  /** Whether it sends a file. */
  sendsFile: boolean;
  /** What the browser would send, untouched. */
  fields: [name: string, value: string][];
  /** The names of those fields that hold something a person typed or chose. */
  typed: string[];
};

/** The forms of the page at hand that take more than a press. */
export function formsOf(page: Page): Promise<Form[]> {
  return page.locator("main form[method=post]").evaluateAll((forms) =>
    (forms as HTMLFormElement[]).map((form) => ({
      page: location.pathname,
      action: new URL(form.action).pathname,
      sendsFile: form.enctype === "multipart/form-data",
      fields: [...new FormData(form)].map(([name, value]) => [name, `${value}`] as [string, string]),
      typed: [...form.elements]
        .filter((field) => field.matches("input:not([type=hidden]), textarea, select"))
        .map((field) => (field as HTMLInputElement).name),
    })),
  );
}

/** Sends a form as a browser would, with one field changed. */
export function send(page: Page, form: Form, changed: Record<string, string> = {}): Promise<APIResponse> {
  if (form.sendsFile) return upload(page, form.action, changed);
  const fields = new URLSearchParams(form.fields.filter(([name]) => !(name in changed)));
  for (const [name, value] of Object.entries(changed)) fields.append(name, value);
  return post(page, form.action, fields.toString());
}

/** Sends a form whose fields are files. */
function upload(page: Page, path: string, files: Record<string, string>): Promise<APIResponse> {
  const file = ([name, text]: [string, string]) => [
    name,
    { name: "file.ics", mimeType: "text/calendar", buffer: Buffer.from(text) },
  ];
  const multipart = Object.fromEntries(Object.entries(files).map(file));
  return page.request.post(path, { multipart, maxRedirects: 0 });
}

/** Posts a body as it is. */
export function post(page: Page, path: string, body: string | Buffer): Promise<APIResponse> {
  return page.request.post(path, {
    data: body,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    maxRedirects: 0,
  });
}

/** What a page of refusal says, and what its fields hold. */
export class Answer {
  private constructor(
    readonly status: number,
    /** Everything to be read on it. */
    readonly text: string,
    /** The sentences that say what is wrong. */
    readonly said: string[],
    /** What the fields hold. */
    readonly values: string[],
    /** Whether it runs a script that somebody typed. */
    readonly hijacked: boolean,
  ) {}

  /** Reads the page in a document of its own, in which nothing runs. */
  static async of(page: Page, response: APIResponse): Promise<Answer> {
    const html = await response.text();
    const read = await page.evaluate((html) => {
      const parsed = new DOMParser().parseFromString(html, "text/html");
      const texts = (selector: string) =>
        [...parsed.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? "");
      return {
        text: parsed.body.innerText ?? parsed.body.textContent ?? "",
        said: texts(".error, [role=alert], main.lone > p"),
        values: [...parsed.querySelectorAll("input, textarea")].map(
          // Not the value: an input of a kind takes no value of another kind.
          (field) => field.getAttribute("value") ?? field.textContent ?? "",
        ),
        hijacked: [...parsed.scripts].some((script) => script.textContent?.includes("alert(")),
      };
    }, html);
    return new Answer(response.status(), read.text, read.said, read.values, read.hijacked);
  }

  /** It is a refusal, with a sentence, and nothing that was typed is lost. */
  refuses(status: number, sentence: string | RegExp, typed?: string): void {
    expect(this.status, this.said.join("\n")).toBe(status);
    const matching = expect.stringMatching(sentence);
    expect(this.said).toEqual(expect.arrayContaining([matching]));
    if (typed !== undefined) expect(this.values.map(unbroken)).toContain(unbroken(typed));
  }
}

/** A browser sends line breaks in its own way, and takes them out of one line. */
const unbroken = (text: string) => text.replace(/\r\n?/g, "\n").trim();
