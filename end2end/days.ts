/** A day and a clock time as a form takes them, in the time zone of a site. */
export type Clock = { day: string; time: string };

/** What the clock shows in a time zone at an instant. */
export function clock(zone: string, at: Date): Clock {
  const swedish = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const [day = "", time = ""] = swedish.format(at).split(" ");
  return { day, time };
}

/** The next full minute that is at least so many seconds away. */
export function nextMinute(seconds: number): Date {
  const MINUTE_MS = 60_000;
  return new Date(Math.ceil((Date.now() + seconds * 1_000) / MINUTE_MS) * MINUTE_MS);
}

/** A day so many days later, as `2026-11-22`. */
export function later(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The month after that of a day, as `2026-12`. */
export function monthAfter(day: string): string {
  return later(`${day.slice(0, 7)}-01`, 31).slice(0, 7);
}
