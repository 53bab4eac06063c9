/** What the second and third number of an enhanced status code say (RFC 3463, and IANA's registry), of those that are met often. */
const MEANINGS = {
  "1.1": "there is no such mailbox",
  "1.2": "there is no such domain",
  "1.3": "the address is not well formed",
  "1.6": "the mailbox has moved",
  "1.8": "the sender's domain does not exist",
  "1.10": "the domain takes no mail",
  "2.1": "the mailbox is switched off",
  "2.2": "the mailbox is full",
  "2.3": "the mail is too large for the mailbox",
  "3.1": "the server is full",
  "3.2": "the server takes no mail at the moment",
  "3.4": "the mail is too large",
  "4.1": "the next server does not answer",
  "4.2": "the connection broke",
  "4.4": "there is no way to the domain",
  "4.7": "it waited too long",
  "5.1": "the server did not expect this command",
  "5.3": "there are too many recipients",
  "7.0": "the server's rules refuse it",
  "7.1": "the server's rules refuse it",
  "7.8": "the name or the password is wrong",
  "7.25": "the sender's address has no name",
  "7.26": "it is neither signed nor from where its domain sends"
};

/** "5.1.1" as "5.1.1: there is no such mailbox"; any other text as it is. */
export function inWords(text) {
  const match = /^[245]\.(\d{1,3}\.\d{1,3})$/.exec(text);
  const meaning = match && Object.hasOwn(MEANINGS, match[1]) ? MEANINGS[match[1]] : null;
  return meaning ? `${text}: ${meaning}.` : text;
}
