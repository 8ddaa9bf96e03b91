// Days as whole numbers since 1970-01-01, and round ticks between two of them.
const DAY = 86400000;
const TICKS = 5;

export const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
export const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** Return at most five {day, words} between two days: days, months or years, as the server makes them. */
export function ticks(first, last) {
  const days = last - first + 1;
  for (const step of [1, 2, 3, 7, 14]) {
    if (days / step > TICKS) continue;
    // Weeks begin on Mondays; 1970-01-05 was one.
    const begin = first + ((((4 - first) % step) + step) % step);
    return range(begin, last, step).map((day) => ({ day, words: isoOf(day) }));
  }
  const [from, to] = [monthOf(first), monthOf(last)];
  for (const step of [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000]) {
    if ((to - from + 1) / step > TICKS) continue;
    return range(from + ((step - (from % step)) % step), to, step)
      .map((month) => ({ day: Date.UTC(Math.floor(month / 12), month % 12) / DAY, month }))
      .filter(({ day }) => day >= first && day <= last)
      .map(({ day }) => ({ day, words: isoOf(day).slice(0, step % 12 ? 7 : 4) }));
  }
  return [];
}

function monthOf(day) {
  const at = new Date(day * DAY);
  return 12 * at.getUTCFullYear() + at.getUTCMonth();
}

function range(from, to, step) {
  const found = [];
  for (let n = from; n <= to; n += step) found.push(n);
  return found;
}
