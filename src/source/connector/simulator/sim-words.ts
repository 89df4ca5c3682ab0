const first = ['North', 'Blue', 'Silver', 'Green', 'Harbor', 'Summit', 'River', 'Maple', 'Bright', 'Stone', 'Cedar', 'Lunar', 'Amber', 'Swift', 'Iron', 'Coral'];
const second = ['field', 'works', 'gate', 'bridge', 'line', 'light', 'forge', 'point', 'yard', 'craft', 'wave', 'peak', 'path', 'mill', 'stack', 'port'];
const given = ['Ada', 'Ben', 'Carla', 'Dev', 'Elif', 'Finn', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kim', 'Lena', 'Milan', 'Nora', 'Omar', 'Petra'];
const family = ['Adler', 'Brandt', 'Costa', 'Dahl', 'Evers', 'Fischer', 'Gomez', 'Haas', 'Ito', 'Jensen', 'Kaya', 'Lind', 'Moreau', 'Novak', 'Okafor', 'Price'];
const troubles = ['Export stops at half', 'Sign-in asks twice', 'Report shows old numbers', 'Invoice has the wrong address', 'Webhook does not arrive', 'Search finds nothing', 'Import refuses a file', 'Page loads slowly'];

/** Invented words for the `n`-th record; the same number gives the same words. */
export const simWords = {
  company: (n: number) => `${first[n % 16]}${second[Math.floor(n / 16) % 16]} ${n}`,
  domain: (n: number) => `${first[n % 16]}${second[Math.floor(n / 16) % 16]}-${n}.example`.toLowerCase(),
  person: (n: number) => `${given[n % 16]} ${family[Math.floor(n / 16) % 16]}`,
  trouble: (n: number) => troubles[n % 8] as string,
};
