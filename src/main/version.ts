/** The version of the product, as its doors tell it. */
export const version = '0.1.0';
