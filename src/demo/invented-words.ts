/** Names as Plymouth's families have them, put together at random; no list of real people was used. */
export const givenNames = [
  ...['Amelia', 'Oliver', 'Isla', 'Noah', 'Freya', 'Arlo', 'Ava', 'Theo', 'Ivy', 'Jago', 'Daisy', 'Reuben'],
  ...['Poppy', 'Lowen', 'Morwenna', 'Denzel', 'Kerensa', 'Elowen', 'Mary-Jane', 'Alfie', 'Maisie', 'Rory'],
  ...['Kacper', 'Zuzanna', 'Jakub', 'Oliwia', 'Andrei', 'Ioana', 'Matei', 'Daria', 'Bohdan', 'Solomiia'],
  ...['Mohammed', 'Aisha', 'Yusuf', 'Fatima', 'Ibrahim', 'Maryam', 'Dilan', 'Rojin', 'Nadia', 'Omar'],
  ...['Arjun', 'Priya', 'Rohan', 'Anika', 'Kiran', 'Mei', 'Wei', 'Linh', 'Chidi', 'Adaeze', 'Kwame', 'Amara'],
  ...['João', 'Inês', 'Tomás', 'Anaïs', 'Björn', 'Siân', 'Zoë', 'Seán', 'Renée', 'Ayşe', 'Łucja', 'D’Andre'],
] as const;

export const familyNames = [
  ...['Pengelly', 'Trelawney', 'Rowe', 'Harris', 'Jones', 'Hoskin', 'Bligh', 'Carter', 'Smale', 'Luscombe'],
  ...[
    'Nowak',
    'Kowalska',
    'Wójcik',
    'Popescu',
    'Ionescu',
    'Stan',
    'Shevchenko',
    'Bondar',
    'Silva',
    'Ferreira',
  ],
  ...['Ali', 'Khan', 'Hussain', 'Rahman', 'Begum', 'Aziz', 'Karim', 'Haddad', 'Ahmed', 'Barzani'],
  ...['Patel', 'Sharma', 'Singh', 'Nair', 'Chen', 'Lee', 'Nguyen', 'Okafor', 'Mensah', 'Adeyemi', 'Mbeki'],
  ...['Müller', 'O’Connor', 'MacLeod', 'Smith-Jones', 'de la Cruz', 'Van Dyke', 'Björk', 'García', 'Rossi'],
] as const;

export const streets = [
  ...['Mutley Plain', 'Union Street', 'Embankment Road', 'Tavistock Road', 'Crownhill Road', 'Wolseley Road'],
  ...['Budshead Road', 'Billacombe Road', 'Ridgeway', 'Armada Way', 'Saltash Road', 'Outland Road'],
] as const;

/** Districts with the share of families in them; one in a hundred lives beyond the city. */
export const districts: readonly (readonly [string, number])[] = [
  ['PL1', 11],
  ['PL2', 14],
  ['PL3', 13],
  ['PL4', 12],
  ['PL5', 17],
  ['PL6', 14],
  ['PL7', 10],
  ['PL9', 8],
  ['PL8', 0.5],
  ['PL12', 0.3],
  ['EX4', 0.2],
];

/** Letters of an inward code, without those the Post Office does not use there. */
export const inwardLetters = ['AA', 'BQ', 'DX', 'EH', 'LT', 'SW', 'HN', 'JP', 'RZ', 'TU'] as const;

export const languages: readonly (readonly [string, number])[] = [
  ['en', 905],
  ['pl', 22],
  ['ro', 18],
  ['ar', 10],
  ['pt', 9],
  ['uk', 9],
  ['ckb', 6],
  ['bn', 6],
  ['', 15],
];

export const ethnicCategories: readonly (readonly [string, number])[] = [
  ['A', 790],
  ['C', 45],
  ['B', 5],
  ['D', 8],
  ['E', 6],
  ['F', 10],
  ['G', 12],
  ['H', 10],
  ['J', 6],
  ['K', 6],
  ['L', 10],
  ['M', 6],
  ['N', 18],
  ['P', 4],
  ['R', 6],
  ['S', 12],
  ['Z', 20],
  ['99', 10],
  ['', 16],
];

/** Organisation codes that stand for nobody: practices and schools are not shown to anyone. */
export const practices = ['L83901', 'L83902', 'L83903', 'L83904', 'L83905', 'L83906'] as const;
export const schools = [
  '990001',
  '990002',
  '990003',
  '990004',
  '990005',
  '990006',
  '990007',
  '990008',
] as const;
