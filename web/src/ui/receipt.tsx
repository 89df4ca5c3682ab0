/** A receipt with the address of what was made, as a link; only a web address becomes one. */
export function Receipt({ text }: { text: string }) {
  const [, before = text, address] = /^(.*?)\s*(https:\/\/\S+)$/.exec(text) ?? [];
  return address ? <a href={address} target="_blank" rel="noreferrer" className="link">{before}</a> : <>{text}</>;
}
