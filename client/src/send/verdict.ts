// What an answer means for the person who sent.

export type Verdict =
  | "sent"
  | "earlier" // what was sent before under this id has arrived, in other bytes
  | "unanswered" // it may have arrived or not: the same bytes are to be sent again
  | "busy" // the server asks to come back
  | "work" // a new proof of work is wanted
  | "signedOut"
  | "tooLarge"
  | "refused";

const BY_STATUS: Record<number, Verdict> = {
  0: "unanswered",
  201: "sent",
  401: "signedOut",
  403: "signedOut",
  408: "unanswered",
  409: "earlier",
  413: "tooLarge",
  428: "work",
  429: "busy",
};

/** Judge a status: only 201 says that it arrived, as gates of wireless networks answer 200. */
export function verdictOf(status: number): Verdict {
  const known = BY_STATUS[status];
  if (known) return known;
  if (status < 400) return "unanswered";
  return status < 500 ? "refused" : "busy";
}
