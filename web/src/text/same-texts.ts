/** The shape of a catalogue: the same keys with other words. A missing or misspelt key is a type error. */
export type SameTexts<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameTexts<T[K]> };
